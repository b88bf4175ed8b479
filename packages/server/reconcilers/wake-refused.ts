// Lets tasks go on whose agent was refused for a time: the pause or the limit is over.
import { statement } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { freeTask, type Held, withTask } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";

const TO_WAKE = statement(
  "refused-tasks-to-wake",
  `select owner_id as "ownerId", id as "taskId" from task
   where blocked ? 'wakes' and not_before <= app_now() and status not in ('done', 'failed', 'cancelled')
   order by not_before limit 200`,
);
// Asked again under the locks: a person may have let it go on, and it may have been refused anew.
const STILL_TO_WAKE = statement(
  "is-refused-task-to-wake",
  "select 1 as one from task where owner_id = $1 and id = $2 and blocked ? 'wakes' and not_before <= app_now()",
);

export const wakeRefused: Reconciler = {
  name: "wake-refused",
  round: async (world) => {
    const found = await world.db.rows<{ ownerId: string; taskId: string }>(TO_WAKE, []);
    let did = 0;
    for (const key of found) did += (await withTask(world, key, wake)) ? 1 : 0;
    return { did };
  },
};

async function wake({ tx, contract, task }: Held): Promise<boolean> {
  const of = { ownerId: task.ownerId, taskId: task.id };
  if ((await tx.row(STILL_TO_WAKE, [of.ownerId, of.taskId])) === null) return false;
  await freeTask(tx, of);
  const activity = task.kind === "supervisor" ? { activity: "Tries again after a refusal" } : {};
  await saveSupervisor(tx, { ownerId: of.ownerId, contractId: contract.id }, { actor: SERVER, ...activity });
  return true;
}
