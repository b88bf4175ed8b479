// Tells people that a daemon which was given up came back, and that what its runs still said is kept apart.
import { tellLate, untoldLateRuns } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";

export const tellLateRuns: Reconciler = {
  name: "tell-late",
  isPatient: true,
  round: async (world) => {
    const runs = await untoldLateRuns(world.db);
    for (const run of runs) await tellLate(world, run);
    return { did: runs.length };
  },
};
