// Which daemon a signed transfer comes from: its key has signed it, in the name of the session that is the present one.
import { createPublicKey, verify } from "node:crypto";
import { Refusal } from "@makima/protocol/errors";
import { type Reader, statement } from "../db/database.ts";

// Without an owner, as where a connection begins: a daemon is known by its id and proves it by its key.
const SIGNER = statement(
  "signer-of-transfer",
  `select owner_id as "ownerId", public_key as "publicKey" from daemon where id = $1 and session = $2 and revoked_at is null`,
);

/** Throws UNAUTHORIZED. */
export async function findTransfer(
  reader: Reader,
  {
    daemonId,
    session,
    text,
    signature,
  }: { daemonId: string; session: number; text: string; signature: Buffer },
): Promise<{ ownerId: string; daemonId: string }> {
  const known = await reader.row<{ ownerId: string; publicKey: Buffer }>(SIGNER, [daemonId, session]);
  if (known === null) throw new Refusal("UNAUTHORIZED", "this daemon has no such session");
  const key = createPublicKey({ key: known.publicKey, format: "der", type: "spki" });
  if (!verify(null, Buffer.from(text), key, signature))
    throw new Refusal("UNAUTHORIZED", "the signature is not this daemon's");
  return { ownerId: known.ownerId, daemonId };
}
