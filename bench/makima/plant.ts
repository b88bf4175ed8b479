// Plants millions of rows in real tables: several connections at once, pieces in turn, and the filters' indexes made behind the rows.
import type { Connection, Store } from "./open-store.ts";

const CONNECTIONS = 4;
/** Rows of one statement: the pieces are planted about in their order, as the server writes them. */
const PIECE = 50_000;
// What planting passes over: foreign keys and triggers, and the wait for the disk behind each COMMIT.
const HASTE = [
  "set session_replication_role = replica",
  "set synchronous_commit = off",
  "set maintenance_work_mem = '768MB'",
  "set max_parallel_maintenance_workers = 3",
];

type Planting = {
  count: number;
  tables: readonly string[];
  /** The statement that plants the rows `from` to `to`, both included. */
  rows: (piece: { from: number; to: number }) => string;
};

type Index = { name: string; definition: string };

/** The tables are as the server leaves them: with all their indexes, vacuumed, and known to the planner. */
export async function plant(store: Store, { count, tables, rows }: Planting): Promise<void> {
  const indexes = await indexesOf(store.connection, tables);
  for (const { name } of indexes) await store.connection.query(`drop index ${name}`);
  const pieces = Array.from({ length: Math.ceil(count / PIECE) }, (_, n) =>
    rows({ from: n * PIECE + 1, to: Math.min(count, (n + 1) * PIECE) }),
  );
  await inParallel(store, pieces);
  await inParallel(
    store,
    indexes.map(({ definition }) => definition),
  );
  await inParallel(
    store,
    tables.map((table) => `vacuum (analyze) ${table}`),
  );
}

/** Those that keep nothing true: keys stay. */
async function indexesOf(connection: Connection, tables: readonly string[]): Promise<Index[]> {
  const { rows } = await connection.query<Index>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i where not i.indisunique and i.indrelid = any ($1::text[]::regclass[])
     order by pg_get_indexdef(i.indexrelid)`,
    [tables],
  );
  return rows;
}

async function inParallel({ world }: Store, statements: readonly string[]): Promise<void> {
  const waiting = statements.values();
  await Promise.all(
    Array.from({ length: Math.min(CONNECTIONS, statements.length) }, async () => {
      const connection = await world.db.connect();
      try {
        for (const sql of HASTE) await connection.query(sql);
        for (const sql of waiting) await connection.query(sql);
      } finally {
        await connection.end();
      }
    }),
  );
}
