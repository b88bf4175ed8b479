// Makes an API key inside of another's transaction. Only its hash is kept.
import type { Key } from "@makima/protocol/keys";
import type { Tx } from "../db/database.ts";
import type { Ids } from "../ports/ids.ts";
import { sha256 } from "../ports/ids.ts";
import { type KeyRow, toKey } from "./reader.ts";
import { INSERT_KEY } from "./writer.ts";

/** So many characters of a key are kept to tell keys apart; the other 37 hold more than 220 bits. */
const PREFIX_LENGTH = 13;

export type NewKey = { ownerId: string; name: string; scope: "owner" | "read" };

/** What a key is when nothing else is said. */
type Kind = { kind: "key" } | { kind: "session"; secret: string; lifeSeconds: number };

export async function insertKey(
  tx: Tx,
  ids: Ids,
  { ownerId, name, scope, ...of }: NewKey & (Kind | { kind?: never }),
): Promise<Key & { key: string }> {
  const isSession = of.kind === "session";
  const key = isSession ? of.secret : `mk_key_${ids.secret()}`;
  const kept = [key.slice(0, PREFIX_LENGTH), sha256(key), scope];
  const values = [ownerId, ids.next(), name, ...kept, of.kind ?? "key", isSession ? of.lifeSeconds : null];
  const row = await tx.row<KeyRow>(INSERT_KEY, values);
  if (row === null) throw new Error("the key was not inserted");
  return { ...toKey(row), key };
}
