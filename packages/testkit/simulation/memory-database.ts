// An in-memory PostgreSQL in this process, with makima's whole schema: one connection, no disk, and the time that it is told.
import { PGlite, protocol } from "@electric-sql/pglite";
import { readMigrations } from "@makima/server/db/migrate";
import { type QueryResult, readAnswer } from "./read-answer.ts";
import { toParameter } from "./to-parameter.ts";

export type Query = { name: string; text: string; values: unknown[] };

// The schema's own one follows the machine's clock. Each look is a microsecond later, so that no two rows are of the same moment.
const SIMULATED_TIME = `
  create sequence simulated_tick;
  create or replace function app_now() returns timestamptz language sql volatile as
  $$ select current_setting('makima.simulated_now')::timestamptz + nextval('simulated_tick') * interval '1 microsecond' $$`;

// Nothing is kept over the end of this process, and no statement is long enough for a compiler: together a tenth of the time.
const HASTE =
  "set synchronous_commit = off; set jit = off; set track_activities = off; set track_counts = off";

const TABLES = `select relname as name from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'migration' order by relname`;

export class MemoryDatabase {
  readonly #engine: PGlite;
  readonly #prepared = new Set<string>();
  #emptying: string[] = [];
  #nowMs = Number.NaN;

  private constructor(engine: PGlite) {
    this.#engine = engine;
  }

  static async open(): Promise<MemoryDatabase> {
    const engine = new PGlite();
    await engine.waitReady;
    const database = new MemoryDatabase(engine);
    for (const { text } of await readMigrations()) await engine.exec(text);
    await engine.exec(SIMULATED_TIME);
    await engine.exec(HASTE);
    await database.#rememberFirstRows();
    return database;
  }

  /** Throws pg's `DatabaseError`, so that the server judges it as it judges any other. */
  query({ name, text, values }: Query): QueryResult {
    const { serialize } = protocol;
    const parts: Uint8Array[] = [];
    if (!this.#prepared.has(name)) parts.push(serialize.parse({ name, text }));
    parts.push(
      serialize.bind({ statement: name, values: values.map(toParameter) }),
      serialize.describe({ type: "P" }),
      serialize.execute(),
      serialize.sync(),
    );
    const answer = readAnswer(this.#engine.execProtocolRawSync(Buffer.concat(parts)));
    if (answer.isPrepared) this.#prepared.add(name);
    if (answer.error !== null) throw answer.error;
    return answer;
  }

  /** One or several statements without values. */
  run(text: string): void {
    const answer = readAnswer(this.#engine.execProtocolRawSync(protocol.serialize.query(text)));
    if (answer.error !== null) throw answer.error;
  }

  /** From now on this is what `app_now()` says. */
  setTime(nowMs: number): void {
    if (nowMs === this.#nowMs) return;
    this.#nowMs = nowMs;
    this.run(`set makima.simulated_now = '${new Date(nowMs).toISOString()}'`);
  }

  /** As it was after the migrations: physically too, so that even a query without an order answers as it did the first time. */
  empty(): void {
    this.#nowMs = Number.NaN;
    for (const statements of this.#emptying) this.run(statements);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #rememberFirstRows(): Promise<void> {
    const { rows } = await this.#engine.query<{ name: string }>(TABLES);
    const names = rows.map(({ name }) => `"${name}"`);
    const inserts: string[] = [];
    for (const name of names) {
      const found = await this.#engine.query<{ first: string | null }>(
        `select json_agg(t)::text as first from ${name} t`,
      );
      const first = found.rows[0]?.first ?? null;
      if (first !== null)
        inserts.push(
          `insert into ${name} select * from json_populate_recordset(null::${name}, '${first.replaceAll("'", "''")}')`,
        );
    }
    // Deleting and a VACUUM, which gives empty pages back, took 3 ms; TRUNCATE of 26 tables with their indexes took 27.
    const deletes = names.map((name) => `delete from ${name}`);
    this.#emptying = [
      ["set session_replication_role = replica", ...deletes, "set session_replication_role = origin"],
      [`vacuum ${names.join(", ")}`],
      ["alter sequence simulated_tick restart", ...inserts],
    ].map((statements) => statements.join(";\n"));
  }
}
