// Tells the daemon what its agent may do, whoever decided it.
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import type { RunRow, TaskRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";

/** `optionId`: one of the agent's own; null: none, its request is cancelled. A run that was taken up without a daemon asks nothing. */
export async function sendPermissionAnswer(
  tx: Tx,
  answer: { world: World; task: TaskRow; run: RunRow; requestKey: string; optionId: string | null },
): Promise<void> {
  const { world, task, run, requestKey, optionId } = answer;
  if (run.daemonId === null) return;
  const { id: taskId, ownerId, contractId } = task;
  await sendCommand(tx, {
    world,
    to: { ownerId, daemonId: run.daemonId, contractId },
    command: { kind: "permission_answer", taskId, epoch: run.epoch, requestKey, optionId },
  });
}
