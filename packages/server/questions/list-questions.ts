// What needs a person: questions, oldest first.
import type { QuestionView, questionEndpoints } from "@makima/protocol/questions";
import type { z } from "zod";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
import type { Principal, World } from "../world.ts";
import { type QuestionRow, SELECT_QUESTION, showQuestion } from "./reader.ts";

type Query = z.infer<typeof questionEndpoints.listQuestions.query>;
type Answer = z.infer<typeof questionEndpoints.listQuestions.answer>;

const LIST_QUESTIONS = statement(
  "list-questions",
  `select listed.*, listed."askedAt"::text as place from (${SELECT_QUESTION}
     where q.owner_id = $1 and q.status = $2 and (not $3::boolean or c.status = 'active')
       and ($4::uuid is null or q.contract_id = $4) and ($5::uuid is null or q.task_id = $5)
       and ($6::text is null or q.question_type = $6)
       and ($7::timestamptz is null or (q.asked_at, q.id) > ($7::timestamptz, $8::uuid))
     order by q.asked_at, q.id limit $9
   ) listed order by listed."askedAt", listed.id`,
);

/** Pending ones of active contracts, unless a status, a contract or a task is named. Throws INVALID_CURSOR. */
export const listQuestions = (
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> =>
  readList<QuestionRow & Placed, QuestionView>(world.db, {
    name: "questions",
    ownerId: principal.ownerId,
    page: query,
    statement: LIST_QUESTIONS,
    values: [
      query.status ?? "pending",
      isOnlyActive(query),
      query.contractId ?? null,
      query.taskId ?? null,
      query.questionType ?? null,
    ],
    idOf: ({ id }) => id,
    show: showQuestion,
  });

const isOnlyActive = ({ status, contractId, taskId }: Query): boolean =>
  status === undefined && contractId === undefined && taskId === undefined;
