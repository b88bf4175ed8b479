// Lets an agent go on behind a rewind, also behind one that could not be done: one that was stopped for it, and a worker or reviewer that
// waits for nothing. Its turn may have ended while the rewind was open, or what it waited for was taken back: nobody else would wake it.
import { statement, type Tx } from "../db/database.ts";
import { sendDelivery, type TaskRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";

// A notice begins no turn.
const WAITS_FOR_NOTHING = statement(
  "waits-for-nothing",
  `select 1 as one from task t where t.owner_id = $1 and t.id = $2 and t.status = 'waiting' and t.kind <> 'supervisor'
     and not exists (select 1 from wait w where w.owner_id = $1 and w.task_id = $2 and w.ended_at is null)
     and not exists (select 1 from delivery d where d.owner_id = $1 and d.task_id = $2 and d.delivered_at is null and d.kind <> 'notice')`,
);

/** The caller holds the task, whose turn is over. */
export async function goOn(
  tx: Tx,
  { world, task, wasRunning, text }: { world: World; task: TaskRow; wasRunning: boolean; text: string },
): Promise<void> {
  const to = { ownerId: task.ownerId, taskId: task.id };
  if (!wasRunning && (await tx.row(WAITS_FOR_NOTHING, [to.ownerId, to.taskId])) === null) return;
  await sendDelivery(tx, { ids: world.ids, to, item: { kind: "instruction", text } });
}
