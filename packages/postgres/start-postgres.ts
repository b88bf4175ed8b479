// Starts the embedded PostgreSQL of a home, or adopts the one that runs there, for as long as it lives.
import { launchPostgres, type PostgresSettings, type RunningPostgres } from "./launch-postgres.ts";
import { openHome } from "./open-home.ts";

export type StartPostgres = {
  /** `MAKIMA_HOME/database`; made when it is not there. Everything but the socket lies in it. */
  home: string;
  /** Added to ours; those of the socket cannot be changed. */
  settings?: PostgresSettings;
  /** Ends the start; a server that is ready is ended by `stop` alone. */
  signal?: AbortSignal;
};

/**
 * The home is claimed until the server has ended. Whoever dies by SIGKILL leaves the server running for the next
 * start, whoever ends orderly calls `stop`.
 *
 * Throws `PostgresError`; its code says what, its message what to do.
 */
export async function startPostgres({ home, settings, signal }: StartPostgres): Promise<RunningPostgres> {
  const opened = await openHome(home, signal);
  try {
    const server = await launchPostgres({
      home: opened,
      ...(settings ? { settings } : {}),
      ...(signal ? { signal } : {}),
    });
    const exited = server.exited.finally(() => opened.claim.release());
    return {
      ...server,
      exited,
      stop: async (mode) => {
        await server.stop(mode);
        await exited;
      },
    };
  } catch (error) {
    await opened.claim.release();
    throw error;
  }
}
