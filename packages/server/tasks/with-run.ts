// The frame of every record of a run: contract and task locked, and nothing done unless the run is the present one and the daemon's own.
import type { Tx } from "../db/database.ts";
import type { Actor } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { newestRun, type RunRow } from "./runs.ts";
import { type Held, withTaskAnd } from "./with-task.ts";

/** `run`: the present one; it may have ended. `actor`: the daemon that has it. */
export type HeldRun = Held & { run: RunRow; actor: Actor };

export type FromDaemon = {
  ownerId: string;
  daemonId: string;
  record: { readonly taskId: string; readonly epoch: number };
};

/** Gives false, and does nothing, when the run is not the present one or is another daemon's. Throws NOT_FOUND. */
export const withRun = (
  world: World,
  from: FromDaemon,
  work: (held: HeldRun) => Promise<boolean>,
): Promise<boolean> => withRunAnd(world, from, { read: async () => null, work });

/** `read`: what the work needs beside the run, in the same round trip; it is read whether the run is the present one or not. */
export function withRunAnd<Read>(
  world: World,
  { ownerId, daemonId, record }: FromDaemon,
  { read, work }: { read: (tx: Tx) => Promise<Read>; work: (held: HeldRun, found: Read) => Promise<boolean> },
): Promise<boolean> {
  const key = { ownerId, taskId: record.taskId };
  return withTaskAnd(world, key, {
    read: (tx) => Promise.all([newestRun(tx, key), read(tx)]),
    work: async (held, [run, found]) => {
      if (held.task.epoch !== record.epoch) return false;
      if (run === null || run.epoch !== record.epoch || run.daemonId !== daemonId) return false;
      return work({ ...held, run, actor: { kind: "daemon", id: daemonId } }, found);
    },
  });
}
