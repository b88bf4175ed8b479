// How many bytes of write-ahead log some work makes.
import type { Connection } from "./open-store.ts";

/** Whatever else writes to this PostgreSQL at the moment is counted too. */
export async function walBytesOf(connection: Connection, work: () => Promise<unknown>): Promise<number> {
  const before = await position(connection);
  await work();
  return (await position(connection)) - before;
}

async function position(connection: Connection): Promise<number> {
  const { rows } = await connection.query<{ bytes: string }>(
    "select (pg_current_wal_insert_lsn() - '0/0')::text as bytes",
  );
  return Number(rows[0]?.bytes);
}
