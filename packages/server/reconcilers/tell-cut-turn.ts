// Tells an agent whose last turn was cut short (for a pause, a drain, a rewind that could not be done) what was recorded in that moment: nobody
// was left to hear it, and its own session may not know of it.
import { closeCalls, finishedCalls } from "../calls/calls.ts";
import { type Held, type RunRow, sendDelivery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";

const TEXT = "Your last turn was stopped before it was over. You may not have heard what came for it last.";

/** The caller begins the next turn in the same transaction. `cut`: the run of that turn; `held` is at the next one's epoch. */
export async function tellCutTurn(world: World, { held, cut }: { held: Held; cut: RunRow }): Promise<void> {
  if (!cut.endedInTurn && !cut.turnCut) return;
  const { tx, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const recorded = await finishedCalls(tx, { ...of, epoch: cut.epoch });
  if (cut.endedInTurn) await closeCalls(tx, { task, epoch: task.epoch });
  if (recorded.length === 0) return;
  const data = { kind: "turn_cut", epoch: cut.epoch, turn: cut.turn };
  await sendDelivery(tx, {
    ids: world.ids,
    to: of,
    item: { kind: "notice", text: TEXT, data, recorded },
  });
}
