// Tells an agent once more what it was told in the part of its conversation that goes out of its view without anybody's wish. Answers are not
// among it, since its notice names them, nor are the ends of its tasks.
import type { Delivery } from "@makima/core/delivery";
import { statement, type Tx } from "../db/database.ts";
import { scanMessages, type View } from "../history/history.ts";
import { sendDelivery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";

const TOLD = statement(
  "told-in-messages",
  `select payload from delivery where owner_id = $1 and task_id = $2 and message_seq = any($3::bigint[])
     and kind in ('goal', 'message', 'phase', 'finding', 'instruction') and (kind <> 'goal' or $4) order by number`,
);

/** More prompts than these are not looked at. */
const MOST = 200;

/** `view`: before the head moves; `fromIndex`: the first message that goes out of it; `withGoal`: nobody tells the goal anew. */
export async function tellAgain(
  tx: Tx,
  { world, view, fromIndex, withGoal }: { world: World; view: View; fromIndex: number; withGoal: boolean },
): Promise<void> {
  const { ownerId, taskId } = view;
  const scan = { order: "asc" as const, roles: ["user" as const], limit: MOST, fromIndex };
  const gone = await scanMessages(tx, view, { ...scan, toIndex: view.messageCount - 1 });
  const seqs = gone.filter(({ row }) => row.taskId === taskId).map(({ row }) => row.seq);
  const told = await tx.rows<{ payload: Delivery }>(TOLD, [ownerId, taskId, seqs, withGoal]);
  for (const { payload } of told)
    await sendDelivery(tx, { ids: world.ids, to: { ownerId, taskId }, item: payload });
}
