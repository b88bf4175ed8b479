// Chooses the daemon that a task's next run begins on.
import { type Candidate, chooseDaemon } from "../daemons/daemons.ts";
import { type Held, isBoundToDrained } from "../tasks/tasks.ts";

/** Held until COMMIT. Null when none can take it now. */
export async function choosePlace({ tx, contract, task }: Held): Promise<Candidate | null> {
  const daemon = await chooseDaemon(tx, {
    ownerId: task.ownerId,
    agent: task.agent,
    contractId: contract.id,
    homeId: contract.daemonId,
    formerId: task.daemonId,
    targetId: task.targetDaemonId,
    run: { taskId: task.id, epoch: task.epoch + 1 },
  });
  if (daemon === null || (await isBoundToDrained(tx, { contract, daemonId: daemon.id }))) return null;
  return daemon;
}
