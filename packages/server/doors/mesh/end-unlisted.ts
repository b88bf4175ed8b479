// Ends the runs that a daemon has come back without: their agents are gone. Its spool was taken in before, under the old epochs.
import type { RunRef } from "@makima/protocol/mesh";
import { isCurrent, type Session } from "../../daemons/daemons.ts";
import { appendEvents, SERVER } from "../../journal/journal.ts";
import { saveSupervisor } from "../../supervisors/supervisors.ts";
import { interruptRun, liveRunsOfDaemon, withTask } from "../../tasks/tasks.ts";
import type { World } from "../../world.ts";

const DETAILS = {
  daemon_restart: "the daemon was restarted",
  server_restart: "server and daemon stopped together",
} as const;

export async function endUnlisted(
  world: World,
  { session, live }: { session: Session; live: readonly RunRef[] },
): Promise<void> {
  const alive = new Set(live.map(({ taskId, epoch }) => `${taskId}:${epoch}`));
  const { ownerId, daemonId } = session;
  const told = new Set<string>();
  for (const run of await liveRunsOfDaemon(world.db, { ownerId, daemonId })) {
    // given to this very boot, and still on its way to it
    const isOnItsWay = run.bootId === session.bootId && !run.isTold;
    if (isOnItsWay || alive.has(`${run.taskId}:${run.epoch}`)) continue;
    await withTask(world, { ownerId, taskId: run.taskId }, async ({ tx, contract, task }) => {
      // a newer session has a newer list
      if (!(await isCurrent(tx, session))) return;
      const reason = session.stopped;
      const detail = DETAILS[reason];
      if (!(await interruptRun(tx, { task, phase: contract.phase, epoch: run.epoch, reason, detail })))
        return;
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
}
