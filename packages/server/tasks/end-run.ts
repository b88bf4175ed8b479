// Ends the run of a task: with its consent (parked, finished, cancelled), or without (interrupted, and to be restored).
import { dropRunCommands, sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents, type NewEvent, SERVER } from "../journal/journal.ts";
import type { World } from "../world.ts";
import type { TaskRow } from "./lock-task.ts";
import { liveRun, type RunRow } from "./runs.ts";
import { END_RUN, SET_STATUS } from "./writer.ts";

export type Consent = "parked" | "finished" | "failed" | "cancelled" | "paused" | "drained" | "rewound";
export type Interruption =
  | "daemon_restart"
  | "server_restart"
  | "task_reassignment"
  | "manual"
  | "agent_ended";

/** How long an agent may go on after its run is over, to end its turn in peace. */
const GRACE_MS: Record<Consent, number> = {
  parked: 0,
  finished: 10_000,
  failed: 0,
  cancelled: 0,
  paused: 10_000,
  drained: 0,
  rewound: 0,
};

type Ending = { world: World; task: TaskRow; phase: string };

/** Ends the live run, where there is one, and has its agent stopped. Contract and task are locked by the caller. */
export async function endRun(
  tx: Tx,
  { world, task, phase, reason }: Ending & { reason: Consent },
): Promise<RunRow | null> {
  const run = await liveRun(tx, { ownerId: task.ownerId, taskId: task.id });
  if (run === null) return null;
  await closeRun(tx, { task, phase, epoch: run.epoch, reason, detail: null });
  if (run.daemonId !== null) {
    await sendCommand(tx, {
      world,
      to: { ownerId: task.ownerId, daemonId: run.daemonId, contractId: task.contractId },
      command: { kind: "stop_run", taskId: task.id, epoch: run.epoch, reason, graceMs: GRACE_MS[reason] },
    });
  }
  return run;
}

/** Ends a run without its consent: the task is `interrupted` until it is restored. Gives false when that run was over already. */
export async function interruptRun(
  tx: Tx,
  {
    task,
    phase,
    epoch,
    reason,
    detail,
  }: Omit<Ending, "world"> & { epoch: number; reason: Interruption; detail: string | null },
): Promise<boolean> {
  if (task.epoch !== epoch || !(await closeRun(tx, { task, phase, epoch, reason, detail }))) return false;
  tx.send(SET_STATUS, [task.ownerId, task.id, "interrupted", null, null]);
  await appendEvents(tx, { ownerId: task.ownerId, contractId: task.contractId }, [
    {
      type: "task.interrupted",
      actor: SERVER,
      taskId: task.id,
      phase,
      data: { name: task.name, epoch, reason, detail },
    },
  ]);
  return true;
}

async function closeRun(
  tx: Tx,
  {
    task,
    phase,
    epoch,
    reason,
    detail,
  }: Omit<Ending, "world"> & { epoch: number; reason: Consent | Interruption; detail: string | null },
): Promise<boolean> {
  if ((await tx.run(END_RUN, [task.ownerId, task.id, epoch, reason, detail])) === 0) return false;
  // a finished agent still gets the result of the call that finished it
  if (reason !== "finished") await dropRunCommands(tx, { ownerId: task.ownerId, taskId: task.id, epoch });
  const ended: NewEvent = {
    type: "run.ended",
    actor: SERVER,
    taskId: task.id,
    phase,
    data: { name: task.name, epoch, reason, detail },
  };
  await appendEvents(tx, { ownerId: task.ownerId, contractId: task.contractId }, [ended]);
  return true;
}
