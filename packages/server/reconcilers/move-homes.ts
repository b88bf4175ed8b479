// Gives contracts another home when theirs is away and a merge or a look at the branch waits for it.
import { moveHome } from "../calls/calls.ts";
import { homesAway } from "../daemons/daemons.ts";
import type { Reconciler } from "./reconciler.ts";

export const moveHomes: Reconciler = {
  name: "move-homes",
  isPatient: true,
  round: async (world) => {
    let did = 0;
    for (const contract of await homesAway(world.db)) did += (await moveHome(world, contract)) ? 1 : 0;
    return { did };
  },
};
