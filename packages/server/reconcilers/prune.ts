// Forgets what serves no more: the recorded answers of old requests. History is never pruned.
import { pruneRecords } from "../doors/http/idempotency/prune-records.ts";
import type { Reconciler } from "./reconciler.ts";

const EVERY_MS = 600_000;

/** Looks at most every ten minutes: it is woken as often as everybody. */
export function prune(): Reconciler {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    name: "prune",
    isPatient: true,
    round: async (world) => {
      const nowMs = world.clock.monotonicMs();
      if (nowMs - lastMs < EVERY_MS) return { did: 0 };
      const did = await pruneRecords(world);
      if (did === 0) lastMs = nowMs;
      return { did };
    },
  };
}
