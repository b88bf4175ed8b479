// The daemon: `node packages/daemon/main.ts`. One JSON line on standard output tells that it is ready; logs go to standard error.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { readConfig } from "./config.ts";

// Agents print floods: with it 100 MB of output took the daemon to at most 171 MB resident, without it to 267 MB.
setFlagsFromString("--optimize-for-size");
const config = readConfig();
enableCompileCache(join(config.home, "cache", "compile"));
// Imported now, so that they come from the cache.
const { pino } = await import("pino");
const { startDaemon } = await import("./start-daemon.ts");
const { Refused } = await import("./link/outlook.ts");
const { endWithParent } = await import("./end-with-parent.ts");

const destination = pino.destination({ dest: 2, sync: true });
// The log may be a file on a full disk: a line that cannot be written is no reason to end.
destination.on("error", () => undefined);
const log = pino({ name: "daemon", level: config.logLevel }, destination);
process.exit(await runDaemon());

/** The exit code: 1 could not start or go on, 3 the server does not want this daemon, and another start would not help. */
async function runDaemon(): Promise<number> {
  try {
    const daemon = await startDaemon(config, {
      log,
      onReady: (readiness) => void process.stdout.write(`${JSON.stringify({ ready: true, ...readiness })}\n`),
    });
    const ending = endWithParent({ hasChannel: config.hasParentChannel });
    const code = await Promise.race([daemon.ended, ending]).then(() => 0, tellFailure);
    await daemon.close();
    return code;
  } catch (error) {
    return tellFailure(error);
  }
}

function tellFailure(error: unknown): number {
  log.fatal({ err: error }, error instanceof Error ? error.message : String(error));
  return error instanceof Refused ? 3 : 1;
}
