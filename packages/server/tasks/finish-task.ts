// Ends a task for good: done, failed or cancelled. A finished task never changes again.
import { isTaskOver } from "@makima/core/task";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { endRun } from "./end-run.ts";
import type { TaskRow } from "./lock-task.ts";
import { SET_STATUS } from "./writer.ts";

export type Finish =
  | { status: "done"; summary: string }
  | { status: "failed"; error: string }
  | { status: "cancelled"; reason: string | null };

const RUN_REASON = { done: "finished", failed: "failed", cancelled: "cancelled" } as const;

/** Contract and task are locked by the caller. Gives false when the task was over already: the first outcome stands. */
export async function finishTask(
  tx: Tx,
  {
    world,
    task,
    phase,
    actor,
    finish,
  }: { world: World; task: TaskRow; phase: string; actor: Actor; finish: Finish },
): Promise<boolean> {
  if (isTaskOver(task.status)) return false;
  await endRun(tx, { world, task, phase, reason: RUN_REASON[finish.status] });
  const summary = finish.status === "done" ? finish.summary : null;
  const error =
    finish.status === "failed" ? finish.error : finish.status === "cancelled" ? finish.reason : null;
  tx.send(SET_STATUS, [task.ownerId, task.id, finish.status, summary, error]);
  const data = finish.status === "done" ? { name: task.name, summary } : { name: task.name, reason: error };
  await appendEvents(tx, { ownerId: task.ownerId, contractId: task.contractId }, [
    { type: `task.${finish.status}`, actor, taskId: task.id, phase, data },
  ]);
  return true;
}
