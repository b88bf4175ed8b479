// A daemon has connected and proved who it is: its session grows and its lease begins.
import { createPublicKey, verify } from "node:crypto";
import type { Agent } from "@makima/protocol/daemons";
import { type Reader, statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { CLOSE_BREAKERS_OF_DAEMON } from "./breaker-writer.ts";
import { BEGIN_SESSION, SET_READY } from "./daemon-writer.ts";

export type Hello = {
  daemonId: string;
  bootId: string;
  machine: string | null;
  agents: readonly Agent[];
  maxTasks: number;
  /** how many agents it starts at the same time; null: it names no limit */
  startsAtOnce: number | null;
  /** what it signed, and the signature */
  signed: { text: string; signature: Buffer };
};

export type Session = {
  name: string;
  ownerId: string;
  daemonId: string;
  bootId: string;
  session: number;
  /** why runs are over that it has come back without: this server, too, is younger than the daemon's last sign of life, or it is not */
  stopped: "server_restart" | "daemon_restart";
};
export type SessionRefusal = "UNKNOWN_DAEMON" | "BAD_SIGNATURE" | "REVOKED";

// The one look-up without an owner: a daemon is known by its id and proves it by its key before anything else is read.
const IDENTITY = statement(
  "daemon-identity",
  `select owner_id as "ownerId", name, public_key as "publicKey", boot_id as "bootId", revoked_at is not null as "isRevoked",
     coalesce(last_seen_at < app_now() - make_interval(secs => $2::float8 / 1000), false) as "isFromBefore"
   from daemon where id = $1`,
);

/** The daemon's spool is taken in: it may be given new work. False when a newer session has taken this one's place. */
export async function markReady(world: World, { ownerId, daemonId, session }: Session): Promise<boolean> {
  return world.db.transaction(async (tx) => {
    tx.onCommit(() => world.doorbell.ring(bell.work));
    return (await tx.run(SET_READY, [ownerId, daemonId, session])) === 1;
  });
}

const BOOT = statement(
  "boot-of-daemon",
  `select boot_id as "bootId" from daemon where owner_id = $1 and id = $2`,
);

/** Which life of the daemon has the newest session. */
export const bootOf = async (
  reader: Reader,
  { ownerId, daemonId }: Pick<Session, "ownerId" | "daemonId">,
): Promise<string | null> =>
  (await reader.row<{ bootId: string | null }>(BOOT, [ownerId, daemonId]))?.bootId ?? null;

const CURRENT = statement(
  "is-session-current",
  "select 1 as one from daemon where owner_id = $1 and id = $2 and session = $3 for share",
);

/** Whether no newer session has taken this one's place; none can until COMMIT. */
export const isCurrent = async (tx: Tx, { ownerId, daemonId, session }: Session): Promise<boolean> =>
  (await tx.row(CURRENT, [ownerId, daemonId, session])) !== null;

export async function beginSession(
  world: World,
  hello: Hello,
): Promise<Session | { refused: SessionRefusal }> {
  const known = await world.db.row<{
    ownerId: string;
    name: string;
    publicKey: Buffer;
    bootId: string | null;
    isRevoked: boolean;
    isFromBefore: boolean;
  }>(IDENTITY, [hello.daemonId, world.clock.monotonicMs()]);
  if (known === null) return { refused: "UNKNOWN_DAEMON" };
  if (known.isRevoked) return { refused: "REVOKED" };
  const key = createPublicKey({ key: known.publicKey, format: "der", type: "spki" });
  if (!verify(null, Buffer.from(hello.signed.text), key, hello.signed.signature))
    return { refused: "BAD_SIGNATURE" };
  const begun = await world.db.transaction(async (tx) => {
    tx.onCommit(() => world.doorbell.ring(bell.daemon(hello.daemonId), bell.work));
    if (known.bootId !== hello.bootId) tx.send(CLOSE_BREAKERS_OF_DAEMON, [known.ownerId, hello.daemonId]);
    return tx.row<{ session: number }>(BEGIN_SESSION, [
      known.ownerId,
      hello.daemonId,
      hello.bootId,
      JSON.stringify(hello.agents),
      hello.maxTasks,
      world.config.leaseMs,
      hello.machine,
      hello.startsAtOnce,
    ]);
  });
  if (begun === null) return { refused: "REVOKED" };
  return {
    name: known.name,
    ownerId: known.ownerId,
    daemonId: hello.daemonId,
    bootId: hello.bootId,
    session: begun.session,
    stopped: known.isFromBefore ? "server_restart" : "daemon_restart",
  };
}
