// One life of the server program, from its settings to its end.
import { flushCompileCache } from "node:module";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { createLog, openWorld } from "./open-world.ts";
import { systemClock } from "./ports/clock.ts";
import { stopSignal } from "./ports/stop-signal.ts";
import { type ProvidedDatabase, provideDatabase } from "./provide-database.ts";
import { startServer } from "./start-server.ts";
import { type Space, unwatchedSpace, watchSpace } from "./watch-space.ts";

/** Resolves with the exit code. Errors of the start are thrown, with a sentence for people. */
export async function serve(config: Config): Promise<number> {
  const asked = stopSignal(config);
  const log = createLog(config);
  const database = await provideDatabase(config, log);
  const watching = new AbortController();
  try {
    const space = await openSpace({ config, database, log }, watching.signal);
    const world = { ...openWorld(config, database.url, log), space };
    const server = await startServer(world);
    process.stdout.write(`${JSON.stringify({ ready: true, url: server.url })}\n`);
    log.info({ url: server.url }, "ready");
    // By itself it is written at the end, which a server that is killed has not: its next start would compile everything again.
    flushCompileCache();
    const reason = await Promise.race([asked, database.lost.then((error) => ({ error }))]);
    log.info({ reason }, "stopping");
    await server.stop();
    return typeof reason === "string" ? 0 : 1;
  } finally {
    watching.abort();
    await database.stop();
  }
}

/** Only the disk of a database on this machine can be watched. */
async function openSpace(
  { config, database, log }: { config: Config; database: ProvidedDatabase; log: Logger },
  signal: AbortSignal,
): Promise<Space> {
  const { folder } = database;
  if (folder === null || config.ballastBytes === 0) return unwatchedSpace;
  const { readSpace } = await import("@makima/postgres");
  const read = () => readSpace({ folder, bytes: config.ballastBytes });
  return watchSpace({ read, clock: systemClock, log }, signal);
}
