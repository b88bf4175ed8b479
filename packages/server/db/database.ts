// The database as operations see it: reads, and transactions that receive the only object on which a write exists.
import pg from "pg";
import { CommitUnknown, classify, DatabaseUnavailable } from "./failure.ts";
import { type Planned, planAhead } from "./plan-ahead.ts";
import type { Statement } from "./statement.ts";

export { CommitUnknown, DatabaseUnavailable, isDuplicate, isUnfit } from "./failure.ts";
export type { Planned } from "./plan-ahead.ts";
export { type Statement, statement } from "./statement.ts";

export type Reader = {
  /** All rows of a statement. */
  rows<Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
  /** The first row, or null. */
  row<Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row | null>;
};

export type Tx = Reader & {
  /** Runs a write; gives the number of rows that it touched. */
  run(statement: Statement, values: readonly unknown[]): Promise<number>;
  /**
   * A write whose outcome nothing waits for: it is on its way while the next statement is prepared, and its failure fails the transaction.
   * COMMIT is sent right behind it, so what must hold of it is asked in its own SQL: where it does not, `moved()` refuses.
   */
  send(statement: Statement, values: readonly unknown[]): void;
  /** Called after COMMIT and never without it: nothing leaves before. */
  onCommit(then: () => void): void;
};

export type Database = Reader & {
  /** One transaction. It is run again after a deadlock or a lost connection, so `work` must do nothing but talk to `tx`. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /**
   * One that is no effect of a request, and may be done again with it: a daemon is asked something before the request's own transaction. No
   * answer is recorded with it.
   */
  apart<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** For what people watch: reads by key on connections of their own, which wait for no other work and plan each statement once. */
  watching: Reader;
  /** A connection of its own, outside the pool, for LISTEN and advisory locks. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
};

/** How long a lost database is waited for before an operation is refused, and by which clock. */
type Patience = { patienceMs: number; sleep: (ms: number) => Promise<void> };

export type DatabaseOptions = Patience & {
  url: string;
  connections: number;
  onConnectionError: (error: Error) => void;
  /** reads of transactions that are planned on each connection before they are needed */
  planned?: readonly Planned[];
};

const RETRY_PAUSE_MS = 50;
const MAX_CONFLICT_RETRIES = 8;
/**
 * The statements of a transaction find their rows by key, so that no value asks for a plan of its own: they are planned once on a connection
 * and not six times. The longest takes 3 ms, and on a connection that is seldom used an answer waited for that.
 */
const BEGIN = "begin; set local plan_cache_mode = force_generic_plan";

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections,
    idleTimeoutMillis: 60_000,
    // Statements of a transaction follow each other without waiting for the answers that nobody reads.
    pipeline: true,
  });
  pool.on("error", options.onConnectionError);
  // A connection that is lost while a transaction holds it tells its client too; without a listener that would end the program.
  pool.on("connect", (client) => client.on("error", options.onConnectionError));
  planAhead(pool, { begin: BEGIN, planned: options.planned ?? [], onError: options.onConnectionError });
  const watching = openWatching(options);
  const connect = async () => {
    const client = new pg.Client({ connectionString: options.url });
    client.on("error", options.onConnectionError);
    await client.connect();
    return client;
  };
  const close = async () => void (await Promise.all([pool.end(), watching.end()]));
  return { ...databaseOn(pool, options, watching), connect, close };
}

const MOST_WATCHING = 4;

function openWatching({ url, onConnectionError }: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: MOST_WATCHING, idleTimeoutMillis: 60_000 });
  pool.on("error", onConnectionError);
  pool.on("connect", (client) => {
    client.on("error", onConnectionError);
    client.query("set plan_cache_mode = force_generic_plan").catch(onConnectionError);
  });
  return pool;
}

/** The part of a pool that reads and transactions need. */
export type Connections = { query: Query; connect(): Promise<Connection> };

export type Connection = {
  query: Query & ((control: typeof BEGIN | "commit" | "rollback") => Promise<unknown>);
  release(isBroken: boolean): void;
};

/** Reads and transactions on whatever gives connections. */
export function databaseOn(
  pool: Connections,
  patience: Patience,
  watching: Pick<Connections, "query"> = pool,
): Pick<Database, "rows" | "row" | "transaction" | "apart" | "watching"> {
  const transaction: Database["transaction"] = (work) =>
    patiently(patience, () => runTransaction(pool, work));
  return {
    ...patientReader(pool, patience),
    watching: patientReader(watching, patience),
    transaction,
    apart: transaction,
  };
}

function patientReader(pool: Pick<Connections, "query">, patience: Patience): Reader {
  const reader = readerOn((query) => pool.query(query));
  return {
    rows: (statement, values) => patiently(patience, () => reader.rows(statement, values)),
    row: (statement, values) => patiently(patience, () => reader.row(statement, values)),
  };
}

type Query = <Row extends pg.QueryResultRow>(query: {
  name: string;
  text: string;
  values: unknown[];
}) => Promise<{ rows: Row[]; rowCount: number | null }>;

function readerOn(query: Query): Reader {
  const rows = async <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]) =>
    (await query<Row>({ ...statement, values: [...values] })).rows;
  return {
    rows,
    row: async <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[]) =>
      (await rows<Row>(statement, values))[0] ?? null,
  };
}

async function runTransaction<Result>(pool: Connections, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  const after: (() => void)[] = [];
  const asked: Promise<unknown>[] = [];
  let open = true;
  const query: Query = <Row extends pg.QueryResultRow>(request: Parameters<Query>[0]) => {
    if (!open) throw new Error(`statement ${request.name} came after the end of its transaction`);
    const outcome = client.query<Row>(request);
    asked.push(outcome);
    return outcome;
  };
  // Whatever is on its way when a connection is lost fails in the same moment, while only one of them is awaited then. All of them are looked at
  // before COMMIT; a failure that nobody had looked at yet would end the program.
  const watched = <Outcome>(outcome: Promise<Outcome>): Promise<Outcome> => {
    outcome.catch(() => open);
    return outcome;
  };
  const reader = readerOn(query);
  const tx: Tx = {
    rows: (statement, values) => watched(reader.rows(statement, values)),
    row: (statement, values) => watched(reader.row(statement, values)),
    run: (statement, values) =>
      watched(query({ ...statement, values: [...values] }).then(({ rowCount }) => rowCount ?? 0)),
    send: (statement, values) => {
      query({ ...statement, values: [...values] }).catch(() => open);
    },
    onCommit: (then) => after.push(then),
  };
  let broken = false;
  try {
    asked.push(watched(client.query(BEGIN)));
    const result = await work(tx);
    open = false;
    await commit(client, asked);
    for (const then of after) then();
    return result;
  } catch (error) {
    open = false;
    broken = !(await rollback(client));
    // What was asked has failed with the connection too then, and that alone would look as if it could be done again.
    throw error instanceof CommitUnknown ? error : await firstCause(asked, error);
  } finally {
    client.release(broken);
  }
}

/**
 * A statement behind one that failed tells only that the transaction is over; what was asked before it tells why. Of several that are awaited
 * together, the one behind may be heard of first.
 */
async function firstCause(asked: readonly Promise<unknown>[], error: unknown): Promise<unknown> {
  const outcomes = await Promise.allSettled(asked);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  return failed === undefined ? error : failed.reason;
}

/**
 * COMMIT goes right behind what was asked, without waiting for the answers: PostgreSQL makes a ROLLBACK of it when one of these has failed.
 * Once it is on its way, a lost connection tells nothing of the outcome.
 */
async function commit(client: Connection, asked: readonly Promise<unknown>[]): Promise<void> {
  const committed = client.query("commit");
  try {
    await Promise.all([...asked, committed]);
  } catch (error) {
    const cause = await firstCause([...asked, committed], error);
    throw classify(cause) === "connection" ? new CommitUnknown({ cause }) : cause;
  }
}

/** False when the connection is of no more use. */
async function rollback(client: Connection): Promise<boolean> {
  try {
    await client.query("rollback");
    return true;
  } catch {
    return false;
  }
}

/** Runs again what a deadlock or a lost connection ended; both left nothing behind. */
async function patiently<Result>(options: Patience, work: () => Promise<Result>): Promise<Result> {
  let waitedMs = 0;
  for (let conflicts = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      const kind = classify(error);
      if (kind === "conflict" && conflicts < MAX_CONFLICT_RETRIES) {
        conflicts += 1;
        continue;
      }
      if (kind !== "connection") throw error;
      if (waitedMs >= options.patienceMs) throw new DatabaseUnavailable({ cause: error });
      await options.sleep(RETRY_PAUSE_MS);
      waitedMs += RETRY_PAUSE_MS;
    }
  }
}
