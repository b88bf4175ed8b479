// For vitest's `globalSetup`: one PostgreSQL for all test files of a run.
import { shareDatabaseUrl } from "./config.ts";
import { openTestPostgres } from "./postgres.ts";

/** Gives the teardown. */
export async function setup(): Promise<() => Promise<void>> {
  const postgres = await openTestPostgres();
  shareDatabaseUrl(postgres.url);
  return () => postgres.stop();
}
