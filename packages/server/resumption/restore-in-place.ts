// Takes up a waiting task whose process was lost: nothing has to run until what it waits for is there, so its new run is parked as it begins.
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { growEpoch, restInPlace } from "../tasks/tasks.ts";
import { type Restoring, restoreRun } from "./restore-run.ts";

/** The caller holds contract and task, which is still at the epoch of the run that was lost. */
export async function restoreInPlace({ world, held, lost, judged }: Restoring): Promise<void> {
  const { tx, task, contract } = held;
  const epoch = await growEpoch(tx, { task, daemonId: null, status: "waiting" });
  await restInPlace(tx, { ownerId: task.ownerId, taskId: task.id, epoch });
  await restoreRun(tx, {
    world,
    held: { ...held, task: { ...task, epoch, status: "waiting" } },
    lost,
    judged,
  });
  await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor: SERVER });
}
