// What a fork was made with, so that it can be tried again from the same moment.
import { type Reader, statement } from "../db/database.ts";
import type { TaskRow } from "./lock-task.ts";
import type { ForkOf } from "./spawn-task.ts";

const FORK = statement(
  "fork-of-task",
  `select s.parent_id as "segmentId", s.start_index as count, d.payload as notice
   from segment s join delivery d on d.owner_id = s.owner_id and d.task_id = s.task_id and d.kind = 'fork'
   where s.owner_id = $1 and s.task_id = $2 and s.reason = 'fork'`,
);

/** Undefined for a task that is no fork. */
export async function readFork(reader: Reader, task: TaskRow): Promise<ForkOf | undefined> {
  const { forkedFrom: from, ownerId, id } = task;
  if (from === null) return undefined;
  const row = await reader.row<{ segmentId: string | null; count: number; notice: ForkOf["notice"] }>(FORK, [
    ownerId,
    id,
  ]);
  if (row === null) throw new Error(`fork ${id} has lost its beginning`);
  const { segmentId, count, notice } = row;
  const baseCommit = task.baseOnTaskId === null ? task.baseCommit : null;
  return { from, baseCommit, branch: null, head: segmentId === null ? null : { segmentId, count }, notice };
}
