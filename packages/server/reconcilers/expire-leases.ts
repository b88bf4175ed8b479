// Ends the runs of daemons that gave no sign of life for a whole lease. The server believes it only after it has been up, with the database
// answering and both of its clocks moving together, for one whole lease: neither its own outage nor a sleeping laptop ends healthy runs.
import { expireLease, leasesOver } from "../daemons/daemons.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { interruptRun, liveRunsOfDaemon, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";

const LARGEST_GAP_MS = 3_000;
const LARGEST_DRIFT_MS = 1_000;

/** How long this server has been well without a break, by its own clocks. */
export function createVigil(clock: World["clock"]): { wellForMs(): number } {
  let since = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  let last = since;
  return {
    wellForMs: () => {
      const now = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
      const gapMs = now.monotonicMs - last.monotonicMs;
      const driftMs = Math.abs(now.wallMs - last.wallMs - gapMs);
      if (gapMs > LARGEST_GAP_MS || driftMs > LARGEST_DRIFT_MS) since = now;
      last = now;
      return now.monotonicMs - since.monotonicMs;
    },
  };
}

/** One for each server: it keeps how long that server has been well. */
export function expireLeases(world: World): Reconciler {
  const vigil = createVigil(world.clock);
  return {
    name: "expire-leases",
    isPatient: true,
    round: async () => {
      const over = await leasesOver(world.db);
      if (vigil.wellForMs() < world.config.leaseMs) return { did: 0 };
      for (const daemon of over) await endLease(world, daemon);
      return { did: over.length };
    },
  };
}

async function endLease(world: World, daemon: { ownerId: string; daemonId: string }): Promise<void> {
  if ((await world.db.transaction((tx) => expireLease(tx, daemon))) === null) return;
  for (const run of await liveRunsOfDaemon(world.db, daemon)) {
    await withTask(world, { ownerId: daemon.ownerId, taskId: run.taskId }, async ({ tx, contract, task }) => {
      const name = await expireLease(tx, daemon);
      if (name === null) return;
      const detail = `no sign of life from ${name} for ${world.config.leaseMs} ms`;
      const reason = "task_reassignment" as const;
      if (!(await interruptRun(tx, { task, phase: contract.phase, epoch: run.epoch, reason, detail })))
        return;
      await appendEvents(tx, { ownerId: daemon.ownerId, contractId: contract.id }, [
        {
          type: "daemon.offline",
          actor: SERVER,
          taskId: task.id,
          phase: contract.phase,
          data: { daemonId: daemon.daemonId, name },
        },
      ]);
      await saveSupervisor(tx, { ownerId: daemon.ownerId, contractId: contract.id }, { actor: SERVER });
    });
  }
}
