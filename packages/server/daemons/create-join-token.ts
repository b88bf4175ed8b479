// Makes a token with which one daemon joins, once, within ten minutes.
import { sha256 } from "../ports/ids.ts";
import type { Principal, World } from "../world.ts";
import { INSERT_JOIN_TOKEN } from "./writer.ts";

const LIFE_SECONDS = 600;

export function createJoinToken(
  world: World,
  principal: Principal,
): Promise<{ id: string; token: string; expiresAt: string }> {
  return world.db.transaction(async (tx) => {
    const id = world.ids.next();
    const token = `mk_join_${world.ids.secret()}`;
    const values = [principal.ownerId, id, sha256(token), LIFE_SECONDS];
    const row = await tx.row<{ expires_at: Date }>(INSERT_JOIN_TOKEN, values);
    if (row === null) throw new Error("the join token was not inserted");
    return { id, token, expiresAt: row.expires_at.toISOString() };
  });
}
