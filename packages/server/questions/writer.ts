// The only writer of the question table. Each change holds its whole condition on the row that it locks.
import { statement } from "../db/database.ts";
import { EARLIER_ANSWER } from "./earlier-answer.ts";

export const INSERT_QUESTION = statement(
  "insert-question",
  `insert into question (owner_id, id, contract_id, task_id, question, choices, choices_only, multi_select, context, question_type,
     purpose, expires_at, earlier_answer)
   values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11::jsonb, app_now() + make_interval(secs => $12::int), ${EARLIER_ANSWER})
   returning asked_at as "askedAt", earlier_answer as "earlierAnswer"`,
);

export const SET_ANSWER = statement(
  "set-answer",
  `update question set status = case when status = 'pending' then 'answered' else moved()::text end, response = $3::jsonb, answered_by = $4,
     answered_at = $5::timestamptz, ended_at = $5::timestamptz, delivered_at = case when $6 then $5::timestamptz end
   where owner_id = $1 and id = $2`,
);

export const WITHDRAW_QUESTION = statement(
  "withdraw-question",
  "update question set status = 'withdrawn', ended_at = app_now() where owner_id = $1 and id = $2 and status = 'pending'",
);

export const EXPIRE_QUESTION = statement(
  "expire-question",
  `update question set status = 'expired', ended_at = app_now()
   where owner_id = $1 and id = $2 and status = 'pending' and expires_at <= app_now()`,
);

export const MARK_DELIVERED = statement(
  "mark-questions-delivered",
  `update question set delivered_at = app_now()
   where owner_id = $1 and contract_id = $2 and id = any ($3::uuid[]) and delivered_at is null and status in ('answered', 'expired')
   returning id, task_id as "taskId"`,
);

export const MARK_RESTORED = statement(
  "mark-questions-restored",
  `update question set is_restored = true
   where owner_id = $1 and task_id = $2 and status = 'pending' and delivered_at is null and question_type <> 'permission'
   returning id, question, choices, question_type as "questionType", asked_at as "askedAt"`,
);
