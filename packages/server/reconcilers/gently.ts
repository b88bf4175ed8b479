// For a reconciler that looks through many rows: its looks take a twentieth of a core at most, however many there are.
import type { Reconciler } from "./reconciler.ts";

const SHARE = 20;

/** Looks at most once in `everyMs`, less often where a look takes long, and again at once while there was something to do. */
export function gently(everyMs: number, reconciler: Reconciler): Reconciler {
  let restUntilMs = Number.NEGATIVE_INFINITY;
  return {
    ...reconciler,
    isPatient: true,
    round: async (world) => {
      const begunMs = world.clock.monotonicMs();
      if (begunMs < restUntilMs) return { did: 0 };
      const { did } = await reconciler.round(world);
      const endedMs = world.clock.monotonicMs();
      if (did === 0) restUntilMs = endedMs + Math.max(everyMs, SHARE * (endedMs - begunMs));
      return { did };
    },
  };
}
