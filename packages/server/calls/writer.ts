// The only writer of tool calls, waits and findings.
import { statement } from "../db/database.ts";

export const INSERT_CALL = statement(
  "insert-call",
  `insert into tool_call (owner_id, id, task_id, epoch, call_key, tool, input, input_hash, status)
   values ($1, $2, $3, $4, $5, $6, $7, $8, 'open')`,
);

/** The first result is the call's one result. */
export const SETTLE_CALL = statement(
  "settle-call",
  `update tool_call set status = $3, result = $4, is_error = $5, ended_at = app_now()
   where owner_id = $1 and id = $2 and status = 'open'
   returning (extract(epoch from app_now() - created_at) * 1000)::int as "durationMs"`,
);

export const LINK_CALL = statement(
  "link-call",
  `update tool_call set question_id = coalesce($3, question_id), spawned_task_id = coalesce($4, spawned_task_id),
     command_id = coalesce($5, command_id)
   where owner_id = $1 and id = $2`,
);

export const SET_ADOPTED = statement(
  "set-call-adopted",
  "update tool_call set adopted_by = $3 where owner_id = $1 and id = $2 and adopted_by is null",
);

export const INSERT_WAIT = statement(
  "insert-wait",
  `insert into wait (owner_id, id, task_id, kind, tool_call_id, question_id, task_ids, mode) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

export const END_WAIT = statement(
  "end-wait",
  "update wait set ended_at = app_now(), outcome = $3 where owner_id = $1 and id = $2 and ended_at is null",
);

export const END_WAIT_OF_QUESTION = statement(
  "end-wait-of-question",
  "update wait set ended_at = app_now(), outcome = $3 where owner_id = $1 and question_id = $2 and ended_at is null",
);

export const END_WAITS_OF_TASK = statement(
  "end-waits-of-task",
  "update wait set ended_at = app_now(), outcome = 'withdrawn' where owner_id = $1 and task_id = $2 and ended_at is null",
);

/** Of a task's waits those for tasks; what it asks stays asked. */
export const END_TASK_WAITS = statement(
  "end-task-waits",
  `update wait set ended_at = app_now(), outcome = 'withdrawn'
   where owner_id = $1 and task_id = $2 and kind = 'tasks' and ended_at is null`,
);

export const END_WAITS_OF_CALLS = statement(
  "end-waits-of-calls",
  `update wait set ended_at = app_now(), outcome = 'withdrawn'
   where owner_id = $1 and task_id = $2 and tool_call_id = any($3::uuid[]) and ended_at is null`,
);

/** Of a task's waits those for tasks that do not exist: they would never end. */
export const END_WAITS_FOR_MISSING = statement(
  "end-waits-for-missing",
  `update wait set ended_at = app_now(), outcome = 'withdrawn'
   where owner_id = $1 and task_id = $2 and kind = 'tasks' and ended_at is null
     and exists (select 1 from unnest(task_ids) as awaited(id) where not exists (
       select 1 from task t where t.owner_id = wait.owner_id and t.id = awaited.id))`,
);

/** The wait goes on for the call that took the old one's place. */
export const REPOINT_WAIT = statement(
  "repoint-wait",
  "update wait set tool_call_id = $3 where owner_id = $1 and question_id = $2 and ended_at is null",
);

/** The same tasks waited for anew: the older wait would tell the same results twice. */
export const SUPERSEDE_WAIT = statement(
  "supersede-wait",
  `update wait set ended_at = app_now(), outcome = 'withdrawn'
   where owner_id = $1 and task_id = $2 and kind = 'tasks' and ended_at is null and task_ids <@ $3::uuid[]`,
);

export const INSERT_FINDING = statement(
  "insert-finding",
  "insert into finding (owner_id, id, contract_id, task_id, severity, text, files) values ($1, $2, $3, $4, $5, $6, $7)",
);
