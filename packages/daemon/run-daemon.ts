// One life of the daemon program, from its settings to its exit code.
import { flushCompileCache } from "node:module";
import { pino } from "pino";
import type { DaemonConfig } from "./config.ts";
import { endWithParent } from "./end-with-parent.ts";
import { type FaultPoint, NO_FAULTS } from "./fault-points.ts";
import { Refused } from "./link/outlook.ts";
import { startDaemon } from "./start-daemon.ts";

/** The exit code: 1 could not start or go on, 3 the server does not want this daemon, and another start would not help. */
export async function runDaemon(config: DaemonConfig, faultPoint: FaultPoint = NO_FAULTS): Promise<number> {
  const destination = pino.destination({ dest: 2, sync: true });
  // The log may be a file on a full disk: a line that cannot be written is no reason to end.
  destination.on("error", () => undefined);
  const log = pino({ name: "daemon", level: config.logLevel }, destination);
  const tellFailure = (error: unknown): number => {
    log.fatal({ err: error }, error instanceof Error ? error.message : String(error));
    return error instanceof Refused ? 3 : 1;
  };
  try {
    const daemon = await startDaemon(config, {
      log,
      faultPoint,
      onReady: (readiness) => {
        process.stdout.write(`${JSON.stringify({ ready: true, ...readiness })}\n`);
        // By itself it is written at the end, which a daemon that is killed has not: its next start would compile everything again.
        flushCompileCache();
      },
    });
    const ending = endWithParent({ hasChannel: config.hasParentChannel });
    const code = await Promise.race([daemon.ended, ending]).then(() => 0, tellFailure);
    await daemon.close();
    return code;
  } catch (error) {
    return tellFailure(error);
  }
}
