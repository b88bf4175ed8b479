// For a reconciler that need not look each time that something happens.
import type { Reconciler } from "./reconciler.ts";

/** Looks at most once in `everyMs`, and again at once while there was something to do. */
export function paced(everyMs: number, reconciler: Reconciler): Reconciler {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    ...reconciler,
    isPatient: true,
    round: async (world) => {
      const nowMs = world.clock.monotonicMs();
      if (nowMs - lastMs < everyMs) return { did: 0 };
      const { did } = await reconciler.round(world);
      if (did === 0) lastMs = nowMs;
      return { did };
    },
  };
}
