// A worker or reviewer that only waited wakes on another machine than the one that has its newest work: its conversation goes back to where the
// work stands there, for an agent trusts its conversation more than a notice. It is no restoration, and nothing is counted.
import type { LeftBehind } from "../checkpoints/checkpoints.ts";
import type { Tx } from "../db/database.ts";
import { readView } from "../history/history.ts";
import { type Held, sendDelivery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { decidedSince } from "./gather-notice.ts";
import { beginAnew, goBackTo } from "./go-back.ts";
import { isInView, readCheckpoints } from "./read-checkpoints.ts";
import { tellAgain } from "./tell-again.ts";

/** `warning`: what the agent is told of the work that is not here. The caller has begun the new epoch. */
export async function followWork(
  tx: Tx,
  { world, held, left, warning }: { world: World; held: Held; left: LeftBehind; warning: string },
): Promise<void> {
  const { task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const view = await readView(tx, of);
  const placed = await readCheckpoints(tx, { ...of, named: null });
  const checkpoint = placed.find((each) => isInView(view, each)) ?? null;
  const going = { world, held, messageCount: view.messageCount };
  if (checkpoint === null) await beginAnew(tx, going);
  else await goBackTo(tx, { ...going, checkpoint });
  const fromIndex = checkpoint === null ? 0 : checkpoint.messageIndex + 1;
  await tellAgain(tx, { world, view, fromIndex, withGoal: checkpoint !== null });
  const since = (checkpoint?.at ?? new Date(0)).toISOString();
  const decided = await decidedSince(tx, { of, since });
  const lines = [
    `${warning} Your conversation is as it was then; what came after it is kept, but out of your view. Do it again.`,
    ...decided.map(
      ({ question, response }) =>
        `Answered before, do not ask again: ${question} → ${[response ?? "no answer"].flat().join(", ")}`,
    ),
  ];
  const text = lines.map((line) => line.replaceAll(/\s*\n\s*/g, " ")).join("\n");
  const item = { kind: "notice" as const, text, data: { kind: "moved", ...left }, recorded: [] };
  await sendDelivery(tx, { ids: world.ids, to: of, item });
}
