// Provides the database: the one of the setting, or a PostgreSQL of our own in the home, watched over as our child.
import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "./config.ts";

export type ProvidedDatabase = {
  url: string;
  /** where its data is, if that is known */
  folder: string | null;
  /** Resolves when the database is gone for good and only a person can bring it back. Pending for a database that is not ours. */
  lost: Promise<unknown>;
  /** Ends what was started here. */
  stop(): Promise<void>;
};

/** Throws `PostgresError`, whose message says what to do. */
export async function provideDatabase(config: Config, log: Logger): Promise<ProvidedDatabase> {
  if (config.databaseUrl !== null) {
    return {
      url: config.databaseUrl,
      folder: config.databaseFolder,
      lost: new Promise(() => undefined),
      stop: () => Promise.resolve(),
    };
  }
  // Loaded only here: whoever brings a database needs none of it.
  const { supervisePostgres } = await import("@makima/postgres");
  const postgres = await supervisePostgres({
    home: join(config.home, "database"),
    ballastBytes: config.ballastBytes,
    onEvent: (event) => log.info(event, "postgresql"),
  });
  return {
    url: postgres.url,
    folder: postgres.dataFolder,
    lost: new Promise((resolve) => {
      postgres.ended.then(
        (end) => (end.kind === "gave_up" ? resolve(end.error) : undefined),
        (error: unknown) => resolve(error),
      );
    }),
    stop: () => postgres.stop("fast"),
  };
}
