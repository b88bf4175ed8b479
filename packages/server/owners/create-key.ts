// Makes an API key; its secret is in this one answer and nowhere else.
import type { Key } from "@makima/protocol/keys";
import type { Principal, World } from "../world.ts";
import { insertKey } from "./insert-key.ts";

export function createKey(
  world: World,
  principal: Principal,
  { body }: { body: { name: string; scope: "owner" | "read" } },
): Promise<Key & { key: string }> {
  return world.db.transaction((tx) => insertKey(tx, world.ids, { ownerId: principal.ownerId, ...body }));
}
