// Lists an owner's daemons with their agents and load, in the order in which they joined.
import type { Daemon, daemonEndpoints, Recovery } from "@makima/protocol/daemons";
import { z } from "zod";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { readOwnerCursor } from "../journal/read-cursors.ts";
import type { Principal, World } from "../world.ts";
import { readRecovery } from "./read-recovery.ts";
import { type DaemonRow, SELECT_DAEMONS, toDaemon } from "./reader.ts";

type Query = z.infer<typeof daemonEndpoints.listDaemons.query>;

export async function listDaemons(
  { db }: World,
  { ownerId }: Principal,
  { query }: { query: Query },
): Promise<{ items: Daemon[]; nextCursor: string | null; cursor: string; recovery: Recovery }> {
  const list = { ownerId, list: "daemons", query };
  const place = decodePageCursor(list, query.cursor, z.tuple([z.uuid()]));
  const cursor = await readOwnerCursor(db, ownerId);
  const limit = query.limit + 1;
  const found = await db.rows<DaemonRow>(SELECT_DAEMONS, [ownerId, place?.[0] ?? null, limit]);
  const page = pageOf(found, query.limit, (last) => encodePageCursor(list, [last.id]));
  const recovery = await readRecovery(db, ownerId);
  return { items: page.rows.map(toDaemon), nextCursor: page.nextCursor, cursor, recovery };
}
