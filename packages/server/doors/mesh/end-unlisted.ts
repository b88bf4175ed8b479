// Ends the runs that a daemon has come back without: their agents are gone. Its spool was taken in before, under the old epochs.
import type { RunRef } from "@makima/protocol/mesh";
import { isCurrent, type Session } from "../../daemons/daemons.ts";
import { inLanes } from "../../in-lanes.ts";
import { appendEvents, SERVER } from "../../journal/journal.ts";
import { saveSupervisor } from "../../supervisors/supervisors.ts";
import { type DaemonRun, interruptRun, liveRunsOfDaemon, withTask } from "../../tasks/tasks.ts";
import type { World } from "../../world.ts";

const DETAILS = {
  daemon_restart: "the daemon was restarted",
  server_restart: "server and daemon stopped together",
} as const;

/** A machine may come back without a thousand runs, and takes nothing new before the last of them is ended. */
const LANES = 4;

export async function endUnlisted(
  world: World,
  { session, live }: { session: Session; live: readonly RunRef[] },
): Promise<void> {
  const alive = new Set(live.map(({ taskId, epoch }) => `${taskId}:${epoch}`));
  const { ownerId, daemonId } = session;
  const told = new Set<string>();
  const isGone = (run: DaemonRun): boolean => {
    // given to this very boot, and still on its way to it
    const isOnItsWay = run.bootId === session.bootId && !run.isTold;
    return !isOnItsWay && !alive.has(`${run.taskId}:${run.epoch}`);
  };
  const gone = (await liveRunsOfDaemon(world.db, { ownerId, daemonId })).filter(isGone);
  await inLanes(gone, { lanes: LANES, work: (run) => endRun(world, { session, run, told }) });
}

async function endRun(
  world: World,
  { session, run, told }: { session: Session; run: DaemonRun; told: Set<string> },
): Promise<void> {
  const { ownerId, daemonId } = session;
  await withTask(world, { ownerId, taskId: run.taskId }, async ({ tx, contract, task }) => {
    // a newer session has a newer list
    if (!(await isCurrent(tx, session))) return;
    const reason = session.stopped;
    const detail = DETAILS[reason];
    if (!(await interruptRun(tx, { task, phase: contract.phase, epoch: run.epoch, reason, detail }))) return;
    if (!told.has(contract.id)) {
      told.add(contract.id);
      await appendEvents(tx, { ownerId, contractId: contract.id }, [
        {
          type: "daemon.online",
          actor: SERVER,
          phase: contract.phase,
          data: { daemonId, name: session.name },
        },
      ]);
    }
    const activity = task.kind === "supervisor" ? { activity: `Interrupted: ${detail}` } : {};
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor: SERVER, ...activity });
  });
}
