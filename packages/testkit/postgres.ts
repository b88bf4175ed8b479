// One PostgreSQL for the tests of a process, or of a whole run where `global-setup.ts` shares it.
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@makima/postgres";
import { givenDatabaseUrl } from "./config.ts";

/** Databases that are made and dropped by the second keep ext4 busy with finding room for their files. */
const MEMORY = "/dev/shm";

export type TestPostgres = { url: string; stop(): Promise<void> };

// Tests of operations ask what the database does, not whether it survives a power cut.
const FAST = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

/**
 * The given one, or a new one in a temporary folder; whoever starts it stops it.
 *
 * @param under where that folder is to be
 */
export async function openTestPostgres({ under = tmpdir() } = {}): Promise<TestPostgres> {
  const given = givenDatabaseUrl();
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const folder = await mkdtemp(join(under, "mk-testkit-"));
  const server = await startPostgres({ home: join(folder, "database"), settings: FAST });
  return {
    url: server.url,
    stop: async () => {
      await server.stop("immediate");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The one for temporary files where this machine keeps no files in memory. */
export const folderInMemory = (): Promise<string> =>
  access(MEMORY, constants.W_OK).then(
    () => MEMORY,
    () => tmpdir(),
  );
