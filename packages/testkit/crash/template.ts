// A database with one owner, made once and copied for each experiment, and a daemon that has joined it.
import { readConfig } from "@makima/server/config";
import { createJoinToken, joinDaemon } from "@makima/server/daemons/daemons";
import { migrate } from "@makima/server/db/migrate";
import { openWorld } from "@makima/server/open-world";
import { createOwner } from "@makima/server/owners/owners";
import type { Principal } from "@makima/server/world";
import { onDatabase, urlOf } from "../on-database.ts";
import { newDaemonKey } from "../ports/daemon-key.ts";
import { newName } from "../ports/random.ts";
import type { DaemonIdentity } from "./stand-in-link.ts";

export type SeededDatabase = {
  url: string;
  apiKey: string;
  identity: DaemonIdentity;
  newId: () => string;
  drop(): Promise<void>;
};

export type Template = {
  /** A fresh copy, which costs about 50 ms. */
  copy(): Promise<SeededDatabase>;
  drop(): Promise<void>;
};

/** @param postgresUrl of a PostgreSQL whose user may make databases */
export async function makeTemplate(postgresUrl: string): Promise<Template> {
  const name = newName("makima_crash");
  const execute = (text: string) => onDatabase(postgresUrl, (client) => client.query(text));
  await execute(`create database ${name} template template0`);
  const url = urlOf(postgresUrl, name);
  await onDatabase(url, (client) => migrate(client));
  const world = worldOn(url);
  const { apiKey, ...owner } = await createOwner(world, "crash");
  await world.db.close();
  const { ids } = world;
  const principal = { ...owner, scope: "owner" as const };
  return {
    copy: async () => {
      const copied = newName("makima_crash");
      await execute(`create database ${copied} template ${name}`);
      const place = urlOf(postgresUrl, copied);
      return {
        url: place,
        apiKey,
        identity: await joinNewDaemon(place, principal),
        newId: () => ids.next(),
        drop: async () => {
          await execute(`drop database if exists ${copied} with (force)`);
        },
      };
    },
    drop: async () => {
      await execute(`drop database if exists ${name} with (force)`);
    },
  };
}

/** Each copy has a daemon of its own: a server knows its daemons' connections by their ids, and several servers live in this process. */
async function joinNewDaemon(url: string, principal: Principal): Promise<DaemonIdentity> {
  const world = worldOn(url);
  const { token } = await createJoinToken(world, principal);
  const { publicKey, privateKey } = newDaemonKey();
  const { daemonId } = await joinDaemon(world, token, { name: "a machine", publicKey });
  await world.db.close();
  return { daemonId, privateKey };
}

const worldOn = (url: string) =>
  openWorld(readConfig({ MAKIMA_HOME: "/nowhere", MAKIMA_LOG_LEVEL: "silent" }), url);
