// A world in this process for tests of operations: real PostgreSQL, no doors, no loops.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@makima/server/config";
import { openWorld } from "@makima/server/open-world";
import { createOwner } from "@makima/server/owners/owners";
import type { Principal, World } from "@makima/server/world";
import { afterAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "./database.ts";

export type TestWorld = {
  world: World;
  /** an owner of this database, with all rights */
  principal: Principal;
  /** the owner's key, for a server on the same database */
  apiKey: string;
  database: TestDatabase;
  /** another owner, who must see nothing of the first */
  newOwner(): Promise<Principal & { apiKey: string }>;
  close(): Promise<void>;
};

/** It is closed after the last test of the file, if not before. Several worlds may share a database, as servers do. */
export async function createTestWorld(
  environment: Readonly<Record<string, string>> = {},
  shared?: TestDatabase,
): Promise<TestWorld> {
  const database = shared ?? (await createTestDatabase());
  const config = readConfig({
    MAKIMA_HOME: join(tmpdir(), database.name),
    MAKIMA_LOG_LEVEL: "silent",
    MAKIMA_DATABASE_CONNECTIONS: "8",
    ...environment,
  });
  const world = openWorld(config, database.url);
  const newOwner = async () => {
    const { ownerId, keyId, apiKey } = await createOwner(world, "test");
    return { ownerId, keyId, apiKey, scope: "owner" as const };
  };
  const { apiKey, ...principal } = await newOwner();
  const test: TestWorld = {
    world,
    principal,
    apiKey,
    database,
    newOwner,
    close: async () => {
      if (!open.delete(test)) return;
      await world.db.close();
      if (shared === undefined) await database.drop();
    },
  };
  open.add(test);
  return test;
}

const open = new Set<TestWorld>();

afterAll(async () => {
  for (const test of [...open]) await test.close();
});
