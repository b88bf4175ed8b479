// Interrupts a waiting task for a person who takes it back: its idle agent is stopped, and its next run is a restoration.
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { interruptRun } from "./end-run.ts";
import type { TaskRow } from "./lock-task.ts";
import { liveRun } from "./runs.ts";
import { SET_STATUS } from "./writer.ts";

/** Contract and task are locked by the caller, and no turn runs. */
export async function interruptByHand(
  tx: Tx,
  { world, task, phase, actor }: { world: World; task: TaskRow; phase: string; actor: Actor },
): Promise<void> {
  const { ownerId, contractId } = task;
  const reason = "manual" as const;
  const run = await liveRun(tx, { ownerId, taskId: task.id });
  if (run === null) {
    tx.send(SET_STATUS, [ownerId, task.id, "interrupted", null, null]);
    const data = { name: task.name, epoch: task.epoch, reason, detail: null };
    await appendEvents(tx, { ownerId, contractId }, [
      { type: "task.interrupted", actor, taskId: task.id, phase, data },
    ]);
    return;
  }
  await interruptRun(tx, { task, phase, epoch: run.epoch, reason, detail: null });
  if (run.daemonId === null) return;
  await sendCommand(tx, {
    world,
    to: { ownerId, daemonId: run.daemonId, contractId },
    command: { kind: "stop_run", taskId: task.id, epoch: run.epoch, reason, graceMs: 0 },
  });
}
