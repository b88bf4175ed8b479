// The schema as a file: a PostgreSQL is started for it, migrated and asked.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@makima/postgres";
import { dumpSchema } from "@makima/server/db/dump-schema";
import { migrate } from "@makima/server/db/migrate";
import pg from "pg";

export async function schemaPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mk-docs-"));
  const server = await startPostgres({ home: join(folder, "database"), settings: { fsync: "off" } });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    await migrate(client);
    return await dumpSchema(client);
  } finally {
    await client.end();
    await server.stop("immediate");
    await rm(folder, { recursive: true, force: true });
  }
}
