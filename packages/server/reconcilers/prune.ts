// Forgets what serves no more: the recorded answers of old requests. History is never pruned.
import { pruneRecords } from "../doors/http/idempotency/prune-records.ts";
import { paced } from "./paced.ts";
import type { Reconciler } from "./reconciler.ts";

const EVERY_MS = 600_000;

export const prune = (): Reconciler =>
  paced(EVERY_MS, { name: "prune", round: async (world) => ({ did: await pruneRecords(world) }) });
