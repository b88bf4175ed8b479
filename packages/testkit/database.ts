// A database of its own for a test, with the whole schema, cloned from a template.
import { createHash } from "node:crypto";
import { migrate, readMigrations } from "@makima/server/db/migrate";
import { afterAll } from "vitest";
import { onDatabase, urlOf } from "./on-database.ts";
import { newName } from "./ports/random.ts";
import { openTestPostgres, type TestPostgres } from "./postgres.ts";

export { onDatabase } from "./on-database.ts";

export type TestDatabase = {
  url: string;
  name: string;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
};

/** Cloned from a template, which costs the copy of a few megabytes. Dropped after the last test of the file, if not before. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url } = await postgresOfThisFile();
  return createDatabase(url, await provideTemplate(url));
}

/** Without any schema, for tests of the migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { url } = await postgresOfThisFile();
  return createDatabase(url, "template0");
}

let postgres: Promise<TestPostgres> | undefined;
const created = new Set<TestDatabase>();

function postgresOfThisFile(): Promise<TestPostgres> {
  postgres ??= openTestPostgres();
  return postgres;
}

afterAll(async () => {
  await Promise.all([...created].map((database) => database.drop()));
  await (await postgres)?.stop();
  postgres = undefined;
});

async function createDatabase(server: string, template: string): Promise<TestDatabase> {
  const name = newName("makima_test");
  await onDatabase(server, (client) => client.query(`create database ${name} template ${template}`));
  const database: TestDatabase = {
    url: urlOf(server, name),
    name,
    drop: async () => {
      created.delete(database);
      await onDatabase(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
  created.add(database);
  return database;
}

/** One template for each schema; test processes that start together wait for the one that makes it. */
function provideTemplate(server: string): Promise<string> {
  return onDatabase(server, async (client) => {
    const migrations = await readMigrations();
    const hash = createHash("sha256").update(migrations.map(({ sha256 }) => sha256).join());
    const name = `makima_template_${hash.digest("hex").slice(0, 12)}`;
    await client.query("select pg_advisory_lock(7420099)");
    const { rows } = await client.query<{ is_template: boolean }>({
      text: "select datistemplate as is_template from pg_database where datname = $1",
      values: [name],
    });
    if (rows[0]?.is_template !== true) {
      // One that is half made was left by a test that was killed.
      await client.query(`drop database if exists ${name} with (force)`);
      await client.query(`create database ${name} template template0`);
      await onDatabase(urlOf(server, name), (onTemplate) => migrate(onTemplate));
      await client.query(`alter database ${name} is_template true`);
    }
    return name;
  });
}
