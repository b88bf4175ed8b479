// Carries out what people want to go back to.
import { advanceRewind, openRewinds } from "../rewinds/rewinds.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";

export const carryOutRewinds: Reconciler = {
  name: "carry-out-rewinds",
  round: async (world) => {
    let did = 0;
    for (const { rewindId, ...key } of await openRewinds(world.db))
      did += (await withTask(world, key, (held) => advanceRewind(world, { held, rewindId }))) ? 1 : 0;
    return { did };
  },
};
