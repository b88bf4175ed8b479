// Makes the world that operations live in, out of the settings and this machine's ports.
import pino, { type Logger } from "pino";
import { openBlobStore } from "./blobs/open-blob-store.ts";
import { ANSWER_READS } from "./calls/calls.ts";
import type { Config } from "./config.ts";
import { openDatabase } from "./db/database.ts";
import { createDoorbell } from "./doorbell.ts";
import { createHandover } from "./handover.ts";
import { systemClock } from "./ports/clock.ts";
import { systemIds } from "./ports/ids.ts";
import { unwatchedSpace } from "./watch-space.ts";
import type { World } from "./world.ts";

const STDERR = 2;

/** For people and programs that read logs: one JSON object a line on stderr, with no key in it. */
export function createLog({ logLevel }: Pick<Config, "logLevel">): Logger {
  const destination = pino.destination({ dest: STDERR, sync: true });
  // The log may be a file on a full disk: a line that cannot be written is no reason to end.
  destination.on("error", () => undefined);
  return pino({ level: logLevel, base: null }, destination);
}

/** @param databaseUrl where the database is, which has this program's schema already */
export function openWorld(config: Config, databaseUrl: string, log: Logger = createLog(config)): World {
  const db = openDatabase({
    url: databaseUrl,
    connections: config.connections,
    patienceMs: config.patienceMs,
    sleep: (ms) => systemClock.sleep(ms),
    planned: ANSWER_READS,
    onConnectionError: (error) => log.debug({ err: error }, "a database connection ended"),
  });
  return {
    db,
    ids: systemIds,
    clock: systemClock,
    doorbell: createDoorbell(),
    space: unwatchedSpace,
    handover: createHandover(),
    blobs: openBlobStore(config, db),
    config,
    log,
  };
}
