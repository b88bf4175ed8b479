// Tells an agent of work that its task did on another machine and that has not come here.
import type { LeftBehind } from "../checkpoints/checkpoints.ts";
import { followWork } from "../resumption/resumption.ts";
import { type Held, sendDelivery } from "../tasks/tasks.ts";
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

/** A task that only waited is not restored; it is told all the same, and a worker or reviewer goes back to where its work stands. */
export async function tellLeftBehind({
  world,
  held,
  left,
}: {
  world: World;
  held: Held;
  left: LeftBehind | null;
}): Promise<void> {
  const { tx, task } = held;
  const warning = warningOf(left, { isInterrupted: false });
  if (left === null || warning === null) return;
  if (task.kind !== "supervisor") return followWork(tx, { world, held, left, warning });
  await sendDelivery(tx, {
    ids: world.ids,
    to: { ownerId: task.ownerId, taskId: task.id },
    item: { kind: "notice", text: warning, data: { kind: "moved", ...left }, recorded: [] },
  });
}
