// Revokes a key. It is refused from then on, at the other servers within a second, and its streams are closed.
import { Refusal } from "@makima/protocol/errors";
import type { Key } from "@makima/protocol/keys";
import type { Principal, World } from "../world.ts";
import { KEYS_BELL } from "./keys-bell.ts";
import { type KeyRow, toKey } from "./reader.ts";
import { REVOKE_KEY } from "./writer.ts";

export function revokeKey(
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<Key> {
  return world.db.transaction(async (tx) => {
    const row = await tx.row<KeyRow>(REVOKE_KEY, [principal.ownerId, params.id]);
    if (row === null) throw new Refusal("NOT_FOUND", `there is no key ${params.id}`);
    tx.onCommit(() => world.doorbell.ring(KEYS_BELL));
    return toKey(row);
  });
}
