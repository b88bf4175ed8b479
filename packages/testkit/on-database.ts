// A connection of its own to a database, for as long as some work needs it.
import pg from "pg";

/** Runs something on a connection of its own. */
export async function onDatabase<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  // The statement that is under way tells of a lost connection; between two of them nobody asks.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Another database of the same PostgreSQL. */
export function urlOf(server: string, name: string): string {
  return server.replace(/(^[a-z]+:\/\/[^/]+\/)[^?]*/, `$1${name}`);
}
