// Finds the principal of an API key that is not revoked.
import { timingSafeEqual } from "node:crypto";
import type { Reader } from "../db/database.ts";
import type { Principal } from "../world.ts";
import { SELECT_KEY_BY_HASH } from "./reader.ts";

type FoundKey = { owner_id: string; id: string; scope: "owner" | "read"; hash: Buffer };

/** @param hash the SHA-256 of the whole key */
export async function findKey(db: Reader, hash: Buffer): Promise<Principal | null> {
  const found = await db.row<FoundKey>(SELECT_KEY_BY_HASH, [hash]);
  // The index finds by the hash of 256 random bits, of which its timing tells nothing; the comparison makes that no matter of trust.
  if (found === null || !timingSafeEqual(found.hash, hash)) return null;
  return { ownerId: found.owner_id, keyId: found.id, scope: found.scope };
}
