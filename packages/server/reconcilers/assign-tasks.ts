// Begins what is due, whoever's it is, in small rounds: what a person waits for is never behind a long row of others.
import { inLanes } from "../in-lanes.ts";
import { withTask } from "../tasks/tasks.ts";
import { dueTasks, waitingToRestore } from "./due-tasks.ts";
import type { Reconciler } from "./reconciler.ts";
import { takeUp } from "./take-up.ts";

// A restoration in place is all database and no daemon: a few side by side use its cores, and leave connections for those who ask.
const LANES = 4;

export const assignTasks: Reconciler = {
  name: "assign-tasks",
  round: async (world) => {
    const take = (key: { ownerId: string; taskId: string }) =>
      withTask(world, key, (held) => takeUp(world, held));
    const taken: boolean[] = [];
    for (const key of await dueTasks(world.db, { perContract: world.config.contractTasks }))
      taken.push(await take(key));
    const waiting = await waitingToRestore(world.db, { holdAfter: world.config.crashesBeforeHold });
    taken.push(...(await inLanes(waiting, { lanes: LANES, work: take })));
    return { did: taken.filter(Boolean).length };
  },
};
