// Small changes of a task's row that other nouns ask for inside their own transactions.
import type { Tx } from "../db/database.ts";
import type { TaskKey } from "./lock-task.ts";
import { COUNT_RESTORATION, INSERT_PARKED_RUN, SET_MERGED, SET_RESULT, SET_TOLD } from "./writer.ts";

/** One more restoration; gives its number. */
export async function countRestoration(tx: Tx, { ownerId, taskId }: TaskKey): Promise<number> {
  const counted = await tx.row<{ restoration_count: number }>(COUNT_RESTORATION, [ownerId, taskId]);
  if (counted === null) throw new Error(`task ${taskId} is gone`);
  return counted.restoration_count;
}

/** The commit that is the task's result now. */
export async function setResult(tx: Tx, of: TaskKey & { commit: string }): Promise<void> {
  tx.send(SET_RESULT, [of.ownerId, of.taskId, of.commit]);
}

/** The commit with which it came into its contract's branch. False when it was merged before: an agent that never heard of its merge asks for it again. */
export async function setMerged(tx: Tx, of: TaskKey & { commit: string }): Promise<boolean> {
  return (await tx.run(SET_MERGED, [of.ownerId, of.taskId, of.commit])) === 1;
}

/** The supervisor knows that these tasks have ended. Gives those of which it had not been told before. */
export async function markTold(
  tx: Tx,
  of: { ownerId: string; taskIds: readonly string[] },
): Promise<Set<string>> {
  const rows = await tx.rows<{ id: string }>(SET_TOLD, [of.ownerId, of.taskIds]);
  return new Set(rows.map(({ id }) => id));
}

/** A waiting task is taken up again without a process: its new run is parked as it begins. */
export async function restInPlace(tx: Tx, of: TaskKey & { epoch: number }): Promise<void> {
  tx.send(INSERT_PARKED_RUN, [of.ownerId, of.taskId, of.epoch]);
}
