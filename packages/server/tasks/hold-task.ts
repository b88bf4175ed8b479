// Small changes of a task's row that other nouns ask for inside their own transactions.
import type { Tx } from "../db/database.ts";
import type { TaskKey } from "./lock-task.ts";
import {
  CLEAR_MERGED,
  CLEAR_REFUSAL,
  COUNT_RESTORATION,
  INSERT_PARKED_RUN,
  RESET_RESULT,
  SET_BLOCKED,
  SET_MERGED,
  SET_RECOVERY,
  SET_RESTORE_CHECKPOINT,
  SET_RESULT,
  SET_TARGET,
  SET_TOLD,
} from "./writer.ts";

/** One more restoration; gives its number. */
export async function countRestoration(tx: Tx, { ownerId, taskId }: TaskKey): Promise<number> {
  const counted = await tx.row<{ restoration_count: number }>(COUNT_RESTORATION, [ownerId, taskId]);
  if (counted === null) throw new Error(`task ${taskId} is gone`);
  return counted.restoration_count;
}

/** Nothing begins for it until it is freed. `because.reason` is shown to people. */
export async function blockTask(
  tx: Tx,
  of: TaskKey & { because: { reason: string } & Record<string, unknown> },
): Promise<void> {
  tx.send(SET_BLOCKED, [of.ownerId, of.taskId, JSON.stringify(of.because)]);
}

/** Nothing holds it back any more. */
export async function freeTask(tx: Tx, of: TaskKey): Promise<void> {
  tx.send(SET_BLOCKED, [of.ownerId, of.taskId, null]);
}

/** What it was refused before does not count any more. */
export async function forgetRefusal(tx: Tx, of: TaskKey): Promise<void> {
  tx.send(CLEAR_REFUSAL, [of.ownerId, of.taskId]);
}

/** What a person decided about its next restoration, or null when it was carried out. Frees the task. */
export async function setRecovery(tx: Tx, of: TaskKey & { recovery: object | null }): Promise<void> {
  tx.send(SET_RECOVERY, [of.ownerId, of.taskId, of.recovery === null ? null : JSON.stringify(of.recovery)]);
}

/** The task goes on on this daemon alone. */
export async function setTarget(tx: Tx, of: TaskKey & { daemonId: string }): Promise<void> {
  tx.send(SET_TARGET, [of.ownerId, of.taskId, of.daemonId]);
}

/** Its worktree goes back to this checkpoint when its next run starts; null: it stays as it stands. */
export async function setRestoreCheckpoint(
  tx: Tx,
  of: TaskKey & { checkpointId: string | null },
): Promise<void> {
  tx.send(SET_RESTORE_CHECKPOINT, [of.ownerId, of.taskId, of.checkpointId]);
}

/** The commit that is the task's result now. */
export async function setResult(tx: Tx, of: TaskKey & { commit: string }): Promise<void> {
  tx.send(SET_RESULT, [of.ownerId, of.taskId, of.commit]);
}

/** The result goes back to an earlier one, or to none. */
export async function resetResult(tx: Tx, of: TaskKey & { commit: string | null }): Promise<void> {
  tx.send(RESET_RESULT, [of.ownerId, of.taskId, of.commit]);
}

/** The commit with which it came into its contract's branch. False when it was merged before: an agent that never heard of its merge asks for it again. */
export async function setMerged(tx: Tx, of: TaskKey & { commit: string }): Promise<boolean> {
  return (await tx.run(SET_MERGED, [of.ownerId, of.taskId, of.commit])) === 1;
}

/** What was merged is not in the branch any more. */
export async function clearMerged(
  tx: Tx,
  of: { ownerId: string; taskIds: readonly string[] },
): Promise<void> {
  if (of.taskIds.length > 0) tx.send(CLEAR_MERGED, [of.ownerId, of.taskIds]);
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
