// Makes an owner with a key; the first one of an empty database exactly once, however many servers start on it together.
import type { Tx } from "../db/database.ts";
import type { World } from "../world.ts";
import { insertKey } from "./insert-key.ts";
import { HAS_OWNER, LOCK_FIRST_OWNER } from "./reader.ts";
import { INSERT_OWNER } from "./writer.ts";

type NewOwner = { ownerId: string; keyId: string; apiKey: string };
type Makers = Pick<World, "db" | "ids">;

/** An owner with a key of scope `owner`. */
export function createOwner({ db, ids }: Makers, name: string): Promise<NewOwner> {
  return db.transaction((tx) => insertOwner(tx, { ids, name }));
}

/**
 * Null when there is an owner already.
 * @param keep is called with the key before COMMIT, so that a key which is in the database was kept somewhere first
 */
export function createFirstOwner(
  { db, ids }: Makers,
  keep: (owner: NewOwner) => Promise<void>,
): Promise<NewOwner | null> {
  return db.transaction(async (tx) => {
    await tx.rows(LOCK_FIRST_OWNER, []);
    if ((await tx.row(HAS_OWNER, [])) !== null) return null;
    const owner = await insertOwner(tx, { ids, name: "owner" });
    await keep(owner);
    return owner;
  });
}

async function insertOwner(tx: Tx, { ids, name }: { ids: World["ids"]; name: string }): Promise<NewOwner> {
  const ownerId = ids.next();
  tx.send(INSERT_OWNER, [ownerId, name]);
  const { id, key } = await insertKey(tx, ids, { ownerId, name: "first key", scope: "owner" });
  return { ownerId, keyId: id, apiKey: key };
}
