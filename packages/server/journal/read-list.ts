// One page of a list that is sorted by a time and an id.
import { z } from "zod";
import type { Reader, Statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf, placeTime } from "../db/page-cursor.ts";
import { readOwnerCursor } from "./read-cursors.ts";

export type List<Row, Item> = {
  name: string;
  ownerId: string;
  page: { limit: number; cursor?: string | undefined };
  /** its last three values are the time and the id of the place to go on from, null at first, and the limit */
  statement: Statement;
  /** the values between the owner, which is the first, and the place */
  values: readonly unknown[];
  idOf: (row: Row) => string;
  show: (row: Row) => Item;
};

/** The time of a row's place, as PostgreSQL prints it. */
export type Placed = { place: string };

/** `cursor` is the place in the owner's stream that the page stands for. Throws INVALID_CURSOR. */
export async function readList<Row extends Placed, Item>(
  reader: Reader,
  { name, ownerId, page, statement, values, idOf, show }: List<Row, Item>,
): Promise<{ items: Item[]; nextCursor: string | null; cursor: string }> {
  const of = { ownerId, list: name, query: { values } };
  const [time, id] = decodePageCursor(of, page.cursor, z.tuple([placeTime, z.uuid()])) ?? [null, null];
  const cursor = await readOwnerCursor(reader, ownerId);
  const found = await reader.rows<Row>(statement, [ownerId, ...values, time, id, page.limit + 1]);
  const { rows, nextCursor } = pageOf(found, page.limit, (last) =>
    encodePageCursor(of, [last.place, idOf(last)]),
  );
  return { items: rows.map(show), nextCursor, cursor };
}
