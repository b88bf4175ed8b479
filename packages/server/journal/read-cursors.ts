// Where the live streams stand: the cursors that lists and shapes carry, so that a watcher goes on from what it has read.
import { type Reader, statement } from "../db/database.ts";
import { ownerCursor } from "./cursor.ts";

const FEED_PLACE = statement(
  "feed-place",
  "select coalesce(max(number), 0)::int as place from feed where owner_id = $1",
);

/** Read it before the rows that it shall stand for: what came between is then told again, and nothing is missed. */
export async function readOwnerCursor(reader: Reader, ownerId: string): Promise<string> {
  const row = await reader.row<{ place: number }>(FEED_PLACE, [ownerId]);
  return ownerCursor({ ownerId, feed: row?.place ?? 0 });
}
