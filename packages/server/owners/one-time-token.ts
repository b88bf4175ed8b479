// Tokens that are good for one use: made for a key, and taken once, however many try at the same moment.
import type { Tx } from "../db/database.ts";
import { sha256 } from "../ports/ids.ts";
import type { Principal, World } from "../world.ts";
import { DELETE_OLD_ONE_TIME_TOKENS, INSERT_ONE_TIME_TOKEN, USE_ONE_TIME_TOKEN } from "./writer.ts";

export type OneTime = { token: string; expiresAt: string };
type Kind = "sign_in" | "stream";

export function makeOneTimeToken(
  { db, ids }: Pick<World, "db" | "ids">,
  { ownerId, keyId }: Principal,
  { kind, lifeSeconds }: { kind: Kind; lifeSeconds: number },
): Promise<OneTime> {
  return db.transaction(async (tx) => {
    const token = `mk_${kind === "sign_in" ? "link" : "ticket"}_${ids.secret()}`;
    const values = [ownerId, ids.next(), kind, sha256(token), keyId, lifeSeconds];
    const row = await tx.row<{ expires_at: Date }>(INSERT_ONE_TIME_TOKEN, values);
    if (row === null) throw new Error("the token was not inserted");
    tx.send(DELETE_OLD_ONE_TIME_TOKENS, [ownerId]);
    return { token, expiresAt: row.expires_at.toISOString() };
  });
}

/** Null where it is unknown, used, over, or its key revoked: who holds a wrong one is told nothing more. */
export async function useOneTimeToken(tx: Tx, kind: Kind, token: string): Promise<Principal | null> {
  const found = await tx.row<{ owner_id: string; key_id: string; scope: "owner" | "read" }>(
    USE_ONE_TIME_TOKEN,
    [sha256(token), kind],
  );
  return found === null ? null : { ownerId: found.owner_id, keyId: found.key_id, scope: found.scope };
}
