// A database for random conversations: real PostgreSQL with the whole schema, an owner, and a contract whose tasks they are.
import { readConfig } from "@makima/server/config";
import { migrate } from "@makima/server/db/migrate";
import { openWorld } from "@makima/server/open-world";
import { createOwner } from "@makima/server/owners/owners";
import { addActiveContract, addDaemon, type Of, type Standing } from "../contracts.ts";
import { onDatabase, urlOf } from "../on-database.ts";
import { newName } from "../ports/random.ts";
import { folderInMemory, openTestPostgres } from "../postgres.ts";

export type ConversationWorld = Of & {
  daemonId: string;
  /** the contract of the next run: a new one now and then, since the names of a contract's tasks are looked through for each new one */
  nextContract(): Promise<Standing>;
  remove(): Promise<void>;
};

const RUNS_OF_A_CONTRACT = 100;

/** One owner and daemon for as many runs as wanted: each has tasks of its own. */
export async function openConversationWorld(): Promise<ConversationWorld> {
  const postgres = await openTestPostgres({ under: await folderInMemory() });
  const name = newName("makima_proof");
  const onServer = (text: string) => onDatabase(postgres.url, (client) => client.query(text));
  await onServer(`create database ${name} template template0`);
  const url = urlOf(postgres.url, name);
  await onDatabase(url, (client) => migrate(client));
  const world = openWorld(readConfig({ MAKIMA_HOME: "/nowhere", MAKIMA_LOG_LEVEL: "silent" }), url);
  const { ownerId, keyId } = await createOwner(world, "proof");
  const of: Of = { world, principal: { ownerId, keyId, scope: "owner" } };
  let contract: Standing | null = null;
  let runs = 0;
  return {
    ...of,
    daemonId: await addDaemon(of),
    nextContract: async () => {
      if (contract === null || runs % RUNS_OF_A_CONTRACT === 0) contract = await addActiveContract(of);
      runs += 1;
      return contract;
    },
    remove: async () => {
      await world.db.close();
      await onServer(`drop database if exists ${name} with (force)`);
      await postgres.stop();
    },
  };
}
