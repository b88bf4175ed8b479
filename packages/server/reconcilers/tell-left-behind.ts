// Tells an agent of work that its task did on another machine and that has not come here.
import type { LeftBehind } from "../checkpoints/checkpoints.ts";
import type { Tx } from "../db/database.ts";
import { sendDelivery, type TaskRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";

/** Null when nothing is to be told. */
export function warningOf(
  left: LeftBehind | null,
  { isInterrupted }: { isInterrupted: boolean },
): string | null {
  if (left === null || (left.checkpoints === 0 && !isInterrupted)) return null;
  const from =
    left.from === null ? "the task's beginning" : `checkpoint ${left.from.number} (${left.from.madeAt})`;
  return `Work after ${from} is on machine ${left.machine} and not here.`;
}

/** A task that only waited is not restored; it is told all the same. */
export async function tellLeftBehind(
  tx: Tx,
  { world, task, left }: { world: World; task: TaskRow; left: LeftBehind | null },
): Promise<void> {
  const warning = warningOf(left, { isInterrupted: false });
  if (warning === null) return;
  await sendDelivery(tx, {
    ids: world.ids,
    to: { ownerId: task.ownerId, taskId: task.id },
    item: { kind: "notice", text: warning, data: { kind: "moved", ...left }, recorded: [] },
  });
}
