// makima's store in this process: the shipped schema and operations on a database of their own, without doors.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@makima/server/config";
import { migrate } from "@makima/server/db/migrate";
import { openWorld } from "@makima/server/open-world";
import { createOwner } from "@makima/server/owners/owners";
import type { Principal, World } from "@makima/server/world";
import { createDatabase } from "../create-database.ts";

/** The same for every system that is compared. */
export const CONNECTIONS = 10;

export type Connection = Awaited<ReturnType<World["db"]["connect"]>>;

export type Store = {
  world: World;
  principal: Principal;
  /** beside the world's own: it plants rows and reads counters */
  connection: Connection;
  close(): Promise<void>;
};

export async function openStore(postgresUrl: string, name: string): Promise<Store> {
  const database = await createDatabase(postgresUrl, name);
  const world = openWorld(worldConfig(name), database.url);
  const connection = await world.db.connect();
  await migrate(connection);
  const { ownerId, keyId } = await createOwner(world, "bench");
  return {
    world,
    principal: { ownerId, keyId, scope: "owner" },
    connection,
    close: async () => {
      await connection.end();
      await world.db.close();
      await database.drop();
    },
  };
}

export function worldConfig(name: string): World["config"] {
  return readConfig({
    MAKIMA_HOME: join(tmpdir(), `makima-bench-${name}`),
    MAKIMA_LOG_LEVEL: "error",
    MAKIMA_DATABASE_CONNECTIONS: String(CONNECTIONS),
  });
}
