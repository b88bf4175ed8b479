// What was merged in a contract after a point, whoever asked for it: an agent by its tool, a person by the endpoint.
import { type Reader, statement } from "../db/database.ts";

export type Merged = { taskId: string; name: string; isByAgent: boolean };

// Only what is merged is looked at; a merge has one event, its first.
const MERGED_AFTER = statement(
  "merges-after-point",
  `select e.task_id as "taskId", e.data ->> 'name' as name,
     exists (select 1 from tool_call c where c.owner_id = e.owner_id and c.task_id = $5 and c.tool = 'merge_task'
       and c.input ->> 'taskId' = e.task_id::text and c.result ->> 'merged' = 'true') as "isByAgent"
   from event e
   where e.owner_id = $1 and e.contract_id = $2 and e.type = 'task.merged'
     and e.created_at > coalesce(
       (select m.created_at from message m where m.owner_id = $1 and m.task_id = $3 and m.seq = $4), '-infinity'::timestamptz)
   order by e.number`,
);

/** `last`: the last message that stays, null where none does. `taskId`: the supervisor, whose merges they are. */
export const mergedAfter = (
  reader: Reader,
  of: { ownerId: string; contractId: string; taskId: string; last: { taskId: string; seq: number } | null },
): Promise<Merged[]> =>
  reader.rows<Merged>(MERGED_AFTER, [
    of.ownerId,
    of.contractId,
    of.last?.taskId ?? null,
    of.last?.seq ?? null,
    of.taskId,
  ]);
