// Tasks whose end the agent was told behind the point: where it waits for them in view, nothing else tells it that they are over.
import type { TaskStatus } from "@makima/core/task";
import { type Reader, statement } from "../db/database.ts";

export type TaskEnd = { taskId: string; name: string; status: TaskStatus };

const TASK_ENDS_AFTER = statement(
  "task-ends-told-after",
  `select s.id as "taskId", s.name, s.status
   from delivery d
   cross join lateral jsonb_array_elements(d.payload -> 'results') as told (result)
   join task s on s.owner_id = d.owner_id and s.contract_id = $4 and s.id::text = told.result ->> 'taskId'
   where d.owner_id = $1 and d.task_id = $2 and d.message_seq > $3 and d.kind in ('results', 'news')
     and s.status in ('done', 'failed', 'cancelled')
   group by s.owner_id, s.id, s.name, s.status, s.ended_at order by s.ended_at, s.id`,
);

/** `lastSeq`: of the last message of its own that stays, 0 where none does. */
export const taskEndsAfter = (
  reader: Reader,
  of: { ownerId: string; contractId: string; taskId: string; lastSeq: number },
): Promise<TaskEnd[]> =>
  reader.rows<TaskEnd>(TASK_ENDS_AFTER, [of.ownerId, of.taskId, of.lastSeq, of.contractId]);
