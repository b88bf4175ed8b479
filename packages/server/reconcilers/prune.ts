// Forgets what serves no more: the recorded answers of old requests, and uploads that nobody finished. History is never pruned.
import { pruneUploads } from "../bundles/bundles.ts";
import { pruneRecords } from "../doors/http/idempotency/prune-records.ts";
import { paced } from "./paced.ts";
import type { Reconciler } from "./reconciler.ts";

const EVERY_MS = 600_000;

export const prune = (): Reconciler =>
  paced(EVERY_MS, {
    name: "prune",
    round: async (world) => ({ did: (await pruneRecords(world)) + (await pruneUploads(world)) }),
  });
