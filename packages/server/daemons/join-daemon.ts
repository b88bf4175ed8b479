// Exchanges a join token and a public key for a daemon's identity.
import { createPublicKey } from "node:crypto";
import type { JoinRequest } from "@makima/protocol/daemons";
import { Refusal, refuseField } from "@makima/protocol/errors";
import type { Tx } from "../db/database.ts";
import { sha256 } from "../ports/ids.ts";
import type { World } from "../world.ts";
import { type DaemonOfKey, type JoinTokenRow, LOCK_JOIN_TOKEN, SELECT_DAEMON_BY_KEY } from "./reader.ts";
import { INSERT_DAEMON, USE_JOIN_TOKEN } from "./writer.ts";

type Joined = { daemonId: string; ownerId: string };

/**
 * A daemon whose answer was lost sends the same token and key again and gets the same identity. The same key with a fresh token is the
 * same daemon. Throws UNAUTHORIZED for an unknown or expired token, TOKEN_USED when another key has used it.
 */
export async function joinDaemon(
  world: Pick<World, "db" | "ids">,
  token: string,
  request: JoinRequest,
): Promise<Joined> {
  const publicKey = ed25519KeyOf(request.publicKey);
  return world.db.transaction(async (tx) => {
    const found = await tx.row<JoinTokenRow>(LOCK_JOIN_TOKEN, [sha256(token)]);
    if (found === null) throw new Refusal("UNAUTHORIZED", "this join token is unknown");
    const known = await tx.row<DaemonOfKey>(SELECT_DAEMON_BY_KEY, [publicKey]);
    if (found.daemon_id !== null) {
      if (known?.id !== found.daemon_id)
        throw new Refusal("TOKEN_USED", "another daemon has used this join token");
      return { daemonId: found.daemon_id, ownerId: found.owner_id };
    }
    if (found.is_over) throw new Refusal("UNAUTHORIZED", "this join token has expired; ask for a new one");
    const daemonId = idOf(known, found) ?? world.ids.next();
    if (known === null) await insert(tx, { ...found, daemonId, publicKey, name: request.name });
    tx.send(USE_JOIN_TOKEN, [found.owner_id, found.id, daemonId]);
    return { daemonId, ownerId: found.owner_id };
  });
}

function ed25519KeyOf(base64: string): Buffer {
  const der = Buffer.from(base64, "base64");
  if (!isEd25519(der)) throw refuseField("publicKey", "is no Ed25519 key (SPKI in DER, base64)");
  return der;
}

function isEd25519(der: Buffer): boolean {
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" }).asymmetricKeyType === "ed25519";
  } catch {
    return false;
  }
}

function idOf(known: DaemonOfKey | null, token: JoinTokenRow): string | null {
  if (known === null) return null;
  if (known.owner_id !== token.owner_id || known.is_revoked) {
    throw refuseField("publicKey", "was used before; make a new key pair");
  }
  return known.id;
}

async function insert(
  tx: Tx,
  daemon: JoinTokenRow & { daemonId: string; publicKey: Buffer; name: string },
): Promise<void> {
  tx.send(INSERT_DAEMON, [daemon.owner_id, daemon.daemonId, daemon.name, daemon.publicKey]);
}
