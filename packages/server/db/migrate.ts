// Brings a database to the schema of this program: numbered SQL files, each in a transaction of its own, one program at a time.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ClientBase } from "pg";
import { CREATE_MIGRATION_LIST, INSERT_MIGRATION } from "./migration-writer.ts";
import { statement } from "./statement.ts";

/** The database cannot be brought to this program's schema by this program. The message tells what to do. */
class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
  readonly code: "EDITED" | "OUT_OF_ORDER" | "NEWER_BREAKING" | "POSTGRES_TOO_OLD";

  constructor(code: MigrationRefused["code"], message: string) {
    super(message);
    this.code = code;
  }
}

type Migration = { id: number; name: string; text: string; sha256: string; breaking: boolean };
type Applied = { id: number; name: string; sha256: string; breaking: boolean };

const FOLDER = join(import.meta.dirname, "migrations");
const OLDEST_POSTGRES = 150_000;
// Any number does, as long as nothing else in this database locks it.
const LOCK = statement("lock-migrations", "select pg_advisory_lock(7420001)");
const UNLOCK = statement("unlock-migrations", "select pg_advisory_unlock(7420001)");
const VERSION = statement("server-version", "select current_setting('server_version_num')::int as version");
const APPLIED = statement(
  "applied-migrations",
  "select id, name, sha256, breaking from migration order by id",
);

/**
 * Applies what is missing and gives the number of migrations applied. Programs that start at the same moment wait for each other.
 * A database with newer migrations is accepted while none of them is breaking. Throws `MigrationRefused`.
 * @param client a connection outside of the pool: the advisory lock is its session's
 */
export async function migrate(client: ClientBase, folder: string = FOLDER): Promise<number> {
  await refuseOldPostgres(client);
  await client.query(LOCK);
  try {
    await client.query(CREATE_MIGRATION_LIST);
    const applied = (await client.query<Applied>(APPLIED)).rows;
    const missing = missingOf(await readMigrations(folder), applied);
    for (const migration of missing) await apply(client, migration);
    return missing.length;
  } finally {
    await client.query(UNLOCK);
  }
}

async function refuseOldPostgres(client: ClientBase): Promise<void> {
  const version = (await client.query<{ version: number }>(VERSION)).rows[0]?.version ?? 0;
  if (version >= OLDEST_POSTGRES) return;
  throw new MigrationRefused(
    "POSTGRES_TOO_OLD",
    `makima needs PostgreSQL 15 or newer, and this one is ${Math.floor(version / 10_000)}. ` +
      "Upgrade it, or unset MAKIMA_DATABASE_URL to use the embedded one.",
  );
}

/** The migrations of a folder in their order. Line ends do not count, since git may change them on a checkout. */
export async function readMigrations(folder: string = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n");
      return {
        id: Number(name.slice(0, 4)),
        name: basename(name, ".sql"),
        text,
        sha256: createHash("sha256").update(text).digest("hex"),
        breaking: text.startsWith("-- breaking\n"),
      };
    }),
  );
}

function missingOf(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.id, migration]));
  for (const old of applied) judge(old, known.get(old.id));
  const done = new Set(applied.map(({ id }) => id));
  const newest = Math.max(0, ...done);
  const missing = migrations.filter(({ id }) => !done.has(id));
  const late = missing.find(({ id }) => id < newest);
  if (late !== undefined) {
    throw new MigrationRefused(
      "OUT_OF_ORDER",
      `migration ${late.name} comes before one that is applied already (${newest}). Give it the next free number.`,
    );
  }
  return missing;
}

function judge(applied: Applied, ours: Migration | undefined): void {
  if (ours === undefined && applied.breaking) {
    throw new MigrationRefused(
      "NEWER_BREAKING",
      `a newer makima applied ${applied.name} to this database, and this makima does not know it. Start the newer one.`,
    );
  }
  if (ours !== undefined && ours.sha256 !== applied.sha256) {
    throw new MigrationRefused(
      "EDITED",
      `migration ${applied.name} was edited after it was applied to this database. ` +
        "Put the file back as it was, and write a new migration.",
    );
  }
}

async function apply(client: ClientBase, { id, name, text, sha256, breaking }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(text);
    await client.query({ ...INSERT_MIGRATION, values: [id, name, sha256, breaking] });
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
