// The frame of every record of a run: contract and task locked, and nothing done unless the run is the present one and the daemon's own.
import type { Actor } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { newestRun, type RunRow } from "./runs.ts";
import { type Held, withTask } from "./with-task.ts";

/** `run`: the present one; it may have ended. `actor`: the daemon that has it. */
export type HeldRun = Held & { run: RunRow; actor: Actor };

export type FromDaemon = {
  ownerId: string;
  daemonId: string;
  record: { readonly taskId: string; readonly epoch: number };
};

/** Gives false, and does nothing, when the run is not the present one or is another daemon's. Throws NOT_FOUND. */
export function withRun(
  world: World,
  { ownerId, daemonId, record }: FromDaemon,
  work: (held: HeldRun) => Promise<boolean>,
): Promise<boolean> {
  return withTask(world, { ownerId, taskId: record.taskId }, async (held) => {
    if (held.task.epoch !== record.epoch) return false;
    const run = await newestRun(held.tx, { ownerId, taskId: record.taskId });
    if (run === null || run.epoch !== record.epoch || run.daemonId !== daemonId) return false;
    return work({ ...held, run, actor: { kind: "daemon", id: daemonId } });
  });
}
