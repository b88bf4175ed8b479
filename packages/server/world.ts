// What every operation is given: the database, the ports, the settings.
import type { Logger } from "pino";
import type { BlobStore } from "./blobs/blob-store.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import type { Doorbell } from "./doorbell.ts";
import type { Handover } from "./handover.ts";
import type { Clock } from "./ports/clock.ts";
import type { Ids } from "./ports/ids.ts";
import type { Space } from "./watch-space.ts";

export type World = {
  db: Database;
  ids: Ids;
  clock: Clock;
  doorbell: Doorbell;
  /** on the database's disk */
  space: Space;
  /** between what writes commands and the daemons' connections of this process */
  handover: Handover;
  blobs: BlobStore;
  config: Config;
  log: Logger;
};

/** Who calls, as the door has found out. */
export type Principal = { ownerId: string; keyId: string; scope: "owner" | "read" };
