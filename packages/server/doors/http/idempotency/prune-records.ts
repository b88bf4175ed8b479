// Forgets the answers of requests that nobody will send again.
import type { World } from "../../../world.ts";
import { PRUNE_RECORDS } from "./writer.ts";

/** Gives how many were forgotten; a thousand at most. */
export const pruneRecords = (world: World): Promise<number> =>
  world.db.transaction((tx) => tx.run(PRUNE_RECORDS, []));
