// Lists an owner's keys, newest first, without their secrets.
import type { Key } from "@makima/protocol/keys";
import { z } from "zod";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import type { Principal, World } from "../world.ts";
import { type KeyRow, SELECT_KEYS, toKey } from "./reader.ts";

export async function listKeys(
  world: World,
  { ownerId }: Principal,
  { query }: { query: { limit: number; cursor?: string | undefined } },
): Promise<{ items: Key[]; nextCursor: string | null }> {
  const of = { ownerId, list: "keys", query };
  const [after = null] = decodePageCursor(of, query.cursor, z.tuple([z.uuid()])) ?? [];
  const found = await world.db.rows<KeyRow>(SELECT_KEYS, [ownerId, after, query.limit + 1]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ id }) => encodePageCursor(of, [id]));
  return { items: rows.map(toKey), nextCursor };
}
