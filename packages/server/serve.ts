// One life of the server program, from its settings to its end.
import type { Config } from "./config.ts";
import { createLog, openWorld } from "./open-world.ts";
import { stopSignal } from "./ports/stop-signal.ts";
import { provideDatabase } from "./provide-database.ts";
import { startServer } from "./start-server.ts";

/** Resolves with the exit code. Errors of the start are thrown, with a sentence for people. */
export async function serve(config: Config): Promise<number> {
  const asked = stopSignal(config);
  const log = createLog(config);
  const database = await provideDatabase(config, log);
  try {
    const world = openWorld(config, database.url, log);
    const server = await startServer(world);
    process.stdout.write(`${JSON.stringify({ ready: true, url: server.url })}\n`);
    log.info({ url: server.url }, "ready");
    const reason = await Promise.race([asked, database.lost.then((error) => ({ error }))]);
    log.info({ reason }, "stopping");
    await server.stop();
    return typeof reason === "string" ? 0 : 1;
  } finally {
    await database.stop();
  }
}
