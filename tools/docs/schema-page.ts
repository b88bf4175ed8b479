// The schema as a file: a PostgreSQL is started for it, migrated and asked.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@makima/postgres";
import { dumpFreshSchema } from "@makima/server/db/dump-schema";

export async function schemaPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mk-docs-"));
  const server = await startPostgres({ home: join(folder, "database"), settings: { fsync: "off" } });
  try {
    return await dumpFreshSchema(server.url);
  } finally {
    await server.stop("immediate");
    await rm(folder, { recursive: true, force: true });
  }
}
