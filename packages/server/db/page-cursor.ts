// The cursor of a page: the place after which the next one begins. Opaque, and of use only to the owner and the query that it was given to.
import { Refusal } from "@makima/protocol/errors";
import { z } from "zod";
import { sha256 } from "../ports/ids.ts";

/** Which list it is a place in: the cursor of one is refused by every other. */
export type PageOf = { ownerId: string; list: string; query: Readonly<Record<string, unknown>> };

/** The values of the columns that the list is sorted by. */
export type Place = readonly (string | number)[];

const MARK_LENGTH = 12;

export const encodePageCursor = (of: PageOf, place: Place): string =>
  Buffer.from(JSON.stringify([markOf(of), ...place])).toString("base64url");

/**
 * The place that a cursor stands for, or null for the first page.
 * @param shape what the values of the place must be, so that a forged one is refused here and not by the database
 * @throws INVALID_CURSOR
 */
export function decodePageCursor<Shape extends z.ZodType<Place>>(
  of: PageOf,
  cursor: string | undefined,
  shape: Shape,
): z.infer<Shape> | null {
  if (cursor === undefined) return null;
  const [mark, ...place] = parse(cursor);
  const checked = shape.safeParse(place);
  if (mark !== markOf(of) || !checked.success) throw refusal();
  return checked.data;
}

/** A page out of rows of which one more than its limit was asked for. */
export const pageOf = <Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { rows: Row[]; nextCursor: string | null } => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
};

/** A timestamp as PostgreSQL prints it: with all of its microseconds, which a Date would lose. */
export const placeTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}(:\d{2})?$/);

function parse(cursor: string): unknown[] {
  try {
    return z.array(z.unknown()).parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw refusal();
  }
}

const refusal = (): Refusal => new Refusal("INVALID_CURSOR", "this cursor belongs to no page of this list");

function markOf({ ownerId, list, query }: PageOf): string {
  const named = Object.entries(query)
    .filter(([name, value]) => value !== undefined && name !== "cursor" && name !== "limit")
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([ownerId, list, named]))
    .toString("base64url")
    .slice(0, MARK_LENGTH);
}
