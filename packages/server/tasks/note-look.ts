// Notes that a run was looked at for work that repeats, so that it is looked at again only when something is new.
import type { Tx } from "../db/database.ts";
import type { TaskKey } from "./lock-task.ts";
import type { RunRow } from "./runs.ts";
import { SET_LOOKED, SET_LOOP_TURN } from "./writer.ts";

/** True where it is a loop that was not told for this turn yet. The caller holds the task. */
export async function noteLook(tx: Tx, of: TaskKey & { run: RunRow; isLoop: boolean }): Promise<boolean> {
  const { ownerId, taskId, run, isLoop } = of;
  tx.send(SET_LOOKED, [ownerId, taskId, run.epoch]);
  return isLoop && (await tx.run(SET_LOOP_TURN, [ownerId, taskId, run.epoch, run.turn])) === 1;
}
