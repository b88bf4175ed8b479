// Ends the run of a task that a person takes back: with consent, so that nothing of it is restored; the task waits until that is done.
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { endRun } from "./end-run.ts";
import type { TaskRow } from "./lock-task.ts";
import { SET_STATUS } from "./writer.ts";

/** Contract and task are locked by the caller. */
export async function restTask(
  tx: Tx,
  { world, task, phase }: { world: World; task: TaskRow; phase: string },
): Promise<void> {
  await endRun(tx, { world, task, phase, reason: "rewound" });
  if (task.status === "waiting") return;
  tx.send(SET_STATUS, [task.ownerId, task.id, "waiting", null, null]);
  await appendEvents(tx, { ownerId: task.ownerId, contractId: task.contractId }, [
    { type: "task.waiting", actor: SERVER, taskId: task.id, phase, data: { name: task.name } },
  ]);
}
