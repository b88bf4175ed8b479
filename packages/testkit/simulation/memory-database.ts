// An in-memory PostgreSQL in this process, with makima's whole schema: one connection, no disk, and the time that it is told.
import { PGlite, protocol } from "@electric-sql/pglite";
import { readMigrations } from "@makima/server/db/migrate";
import { MemoryImage } from "./memory-image.ts";
import { type Column, type QueryResult, readAnswer } from "./read-answer.ts";
import { toParameter } from "./to-parameter.ts";
import { MessageWriter } from "./write-message.ts";

export type Query = { name: string; text: string; values: unknown[] };

// The schema's own one follows the machine's clock. Each look is a microsecond later, so that no two rows are of the same moment.
const SIMULATED_TIME = `
  create sequence simulated_tick;
  create or replace function app_now() returns timestamptz language sql volatile as
  $$ select current_setting('makima.simulated_now')::timestamptz + nextval('simulated_tick') * interval '1 microsecond' $$`;

// Nothing is kept over the end of this process, and no statement is long enough for a compiler. No value asks for a plan of its own, as in the
// server's transactions: so what was planned once is planned for all schedules.
const HASTE = `set synchronous_commit = off; set jit = off; set track_activities = off; set track_counts = off;
  set plan_cache_mode = force_generic_plan`;

// Room for all that a schedule writes, and little to copy. Nobody reads the write-ahead log, so that little is written to it.
const SMALL = ["shared_buffers=12MB", "wal_buffers=256kB", "max_connections=4"];
const SHORT_LOG = ["full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"];

export class MemoryDatabase {
  readonly #engine: PGlite;
  /** texts of all statements that were ever asked, by name */
  readonly #known = new Map<string, string>();
  readonly #columns = new Map<string, readonly Column[]>();
  readonly #writer = new MessageWriter();
  #prepared = new Set<string>();
  #planned: readonly string[] = [];
  #image: MemoryImage;
  #nowMs = Number.NaN;

  private constructor(engine: PGlite) {
    this.#engine = engine;
    this.#image = new MemoryImage(engine.Module);
  }

  static async open(): Promise<MemoryDatabase> {
    const small = [...SMALL, ...SHORT_LOG].flatMap((setting) => ["-c", setting]);
    const engine = new PGlite({ startParams: [...PGlite.defaultStartParams, ...small] });
    await engine.waitReady;
    for (const { text } of await readMigrations()) await engine.exec(text);
    await engine.exec(SIMULATED_TIME);
    await engine.exec(HASTE);
    return new MemoryDatabase(engine);
  }

  /** Throws pg's `DatabaseError`, so that the server judges it as it judges any other. */
  query({ name, text, values }: Query): QueryResult {
    const isPrepared = this.#prepared.has(name);
    if (!isPrepared) this.#known.set(name, text);
    // Of the same text: a statement's columns are asked for once.
    const columns = this.#columns.get(name);
    const asked = { name, text: isPrepared ? null : text, values: values.map(toParameter) };
    const message = this.#writer.write({ ...asked, tellColumns: columns === undefined });
    const answer = readAnswer(this.#exchange(message), columns);
    if (answer.isPrepared) this.#prepared.add(name);
    if (answer.error !== null) throw answer.error;
    if (columns === undefined) this.#columns.set(name, answer.columns);
    return answer;
  }

  /** One or several statements without values. */
  run(text: string): void {
    const answer = readAnswer(this.#exchange(protocol.serialize.query(text)));
    if (answer.error !== null) throw answer.error;
  }

  /** From now on this is what `app_now()` says. */
  setTime(nowMs: number): void {
    if (nowMs === this.#nowMs) return;
    this.#nowMs = nowMs;
    this.run(`set makima.simulated_now = '${new Date(nowMs).toISOString()}'`);
  }

  /** As it was after the migrations, byte by byte: even a query without an order answers as it did the first time. */
  empty(): void {
    this.#nowMs = Number.NaN;
    this.#image.restore();
    this.#prepared = new Set(this.#planned);
  }

  /** Empties it, with every statement that it knows planned from now on. */
  plan(): void {
    this.empty();
    const { serialize } = protocol;
    for (const [name, text] of this.#known) {
      const prepare = this.#prepared.has(name) ? [] : [serialize.parse({ name, text })];
      // To bind is to plan; what is bound does not matter.
      const values = Array.from({ length: parametersOf(text) }, () => null);
      this.#exchange(
        Buffer.concat([...prepare, serialize.bind({ statement: name, values }), serialize.sync()]),
      );
    }
    this.#planned = [...this.#known.keys()];
    this.#image = new MemoryImage(this.#engine.Module);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  /** The bytes of the answer. The engine's own way would also read them, which took a tenth of all time. */
  #exchange(message: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    const options = { syncToFs: false, onRawData: (part: Uint8Array) => void parts.push(part.slice()) };
    // It is a promise in name: all is done when it returns. What the engine itself throws ends this program.
    this.#engine.execProtocolRawStream(message, options).catch((error: unknown) => {
      throw error;
    });
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
  }
}

const parametersOf = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
