// Stops a task's agent at a save point before it is taken back: a turn is told to end and has its time, then the run is over, with consent.
import { sendCommand } from "../daemons/daemons.ts";
import { liveRun, restTask } from "../tasks/tasks.ts";
import type { Advancing } from "./steps.ts";
import { SET_STOPPING } from "./writer.ts";

export type Stopping = { is: "asked" } | { is: "waiting" } | { is: "stopped"; wasRunning: boolean };

export async function stopAgent({ world, held, rewind }: Advancing): Promise<Stopping> {
  const { tx, contract, task } = held;
  const run = await liveRun(tx, { ownerId: task.ownerId, taskId: task.id });
  if (run === null) return { is: "stopped", wasRunning: false };
  const isTurning = run.status === "turning";
  if (isTurning && !rewind.isOverdue) {
    if (rewind.cancelledTurn === run.turn || run.daemonId === null) return { is: "waiting" };
    await sendCommand(tx, {
      world,
      to: { ownerId: task.ownerId, daemonId: run.daemonId, contractId: contract.id },
      command: { kind: "cancel_turn", taskId: task.id, epoch: run.epoch, reason: "a person takes it back" },
    });
    tx.send(SET_STOPPING, [rewind.ownerId, rewind.id, run.turn]);
    return { is: "asked" };
  }
  const wasRunning = run.status !== "idle";
  if (wasRunning) tx.send(SET_STOPPING, [rewind.ownerId, rewind.id, null]);
  await restTask(tx, { world, task, phase: contract.phase });
  return { is: "stopped", wasRunning };
}
