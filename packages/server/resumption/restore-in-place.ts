// Takes up a waiting task whose process was lost: nothing has to run until what it waits for is there, so its new run is parked as it begins.
import type { RestorationSource } from "@makima/core/supervisor";
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { growEpoch, type Held, type RunRow, restInPlace } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { restoreRun } from "./restore-run.ts";

export async function restoreInPlace(
  world: World,
  { held, lost, source }: { held: Held; lost: RunRow; source: RestorationSource },
): Promise<void> {
  const { tx, task, contract } = held;
  const epoch = await growEpoch(tx, { task, daemonId: null, status: "waiting" });
  await restInPlace(tx, { ownerId: task.ownerId, taskId: task.id, epoch });
  await restoreRun(tx, { world, held, lost, epoch, source });
  await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor: SERVER });
}
