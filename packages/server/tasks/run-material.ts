// What a daemon has to know to run a task: where its code begins, what others have finished, where its agent was.
import { type Reader, statement } from "../db/database.ts";
import type { TaskRow } from "./lock-task.ts";

export type Result = { refName: string; commit: string };

const RESULTS = statement(
  "finished-results",
  `select ref_name as "refName", result_commit as commit from task
   where owner_id = $1 and contract_id = $2 and id <> $3 and status = 'done' and result_commit is not null order by ended_at`,
);
const BASE_COMMIT = statement(
  "base-commit",
  `select coalesce((select commit from checkpoint where owner_id = $1 and id = $3), result_commit) as commit
   from task where owner_id = $1 and id = $2`,
);
const CHECKPOINTS = statement(
  "checkpoints-of-task",
  `select k.number, k.commit,
     (select coalesce(max(number), 0) from checkpoint where owner_id = $1 and task_id = $2) as "lastCheckpoint"
   from (select 1) as one
   left join lateral (
     select number, coalesce((select result_commit from task where owner_id = $1 and id = $2), commit) as commit
     from checkpoint where owner_id = $1 and task_id = $2 and left_on is null order by number desc limit 1
   ) k on true`,
);
const RESTORE_COMMIT = statement(
  "restore-commit",
  `select k.commit from task t join checkpoint k on k.owner_id = t.owner_id and k.id = t.restore_checkpoint_id
   where t.owner_id = $1 and t.id = $2 and k.left_on is null`,
);
const PAST_SIZE = statement(
  "past-size",
  `select segment_start_index + (last_seq - segment_start_seq)::int + 1 as messages, output_bytes::float8 as "outputBytes" from conversation where owner_id = $1 and task_id = $2`,
);

/** Each finished task's result, to be offered as refs/remotes/makima/<refName>. */
export const finishedResults = (reader: Reader, task: TaskRow): Promise<Result[]> =>
  reader.rows<Result>(RESULTS, [task.ownerId, task.contractId, task.id]);

/** null: the contract's branch as it stands. */
export async function baseCommit(reader: Reader, task: TaskRow): Promise<string | null> {
  if (task.baseOnTaskId === null) return task.forkedFrom === null ? null : task.baseCommit;
  const base = await reader.row<{ commit: string | null }>(BASE_COMMIT, [
    task.ownerId,
    task.baseOnTaskId,
    task.baseOnCheckpointId,
  ]);
  return base?.commit ?? null;
}

/**
 * The newest one that is not left behind on another machine, with the commit that the work stands on (its own, unless the task went back), and
 * the highest number of all.
 */
export async function checkpointsOf(
  reader: Reader,
  task: TaskRow,
): Promise<{ checkpoint: { number: number; commit: string } | null; lastCheckpoint: number }> {
  const row = await reader.row<{ number: number | null; commit: string | null; lastCheckpoint: number }>(
    CHECKPOINTS,
    [task.ownerId, task.id],
  );
  const { number = null, commit = null, lastCheckpoint = 0 } = row ?? {};
  return { checkpoint: number === null || commit === null ? null : { number, commit }, lastCheckpoint };
}

/** The commit that the task's worktree goes back to as its run starts, where a restoration chose one and it can be had there. */
export async function restoreCommit(reader: Reader, task: TaskRow): Promise<string | null> {
  const found = await reader.row<{ commit: string }>(RESTORE_COMMIT, [task.ownerId, task.id]);
  return found?.commit ?? null;
}

/** How many messages of the task are in view, and how much output of it is stored; zeros on its first run. */
export async function pastSize(
  reader: Reader,
  task: TaskRow,
): Promise<{ messages: number; outputBytes: number }> {
  const size = await reader.row<{ messages: number; outputBytes: number }>(PAST_SIZE, [
    task.ownerId,
    task.id,
  ]);
  return size ?? { messages: 0, outputBytes: 0 };
}
