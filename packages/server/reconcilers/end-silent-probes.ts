// Looks after the probes of agents whose starts failed: one that works ends the holding of all the others, one that came to nothing makes
// way for the next.
import { endSilentProbes as endProbes } from "../daemons/daemons.ts";
import type { Reconciler } from "./reconciler.ts";

export const endSilentProbes: Reconciler = {
  name: "end-silent-probes",
  isPatient: true,
  round: async (world) => ({ did: await endProbes(world) }),
};
