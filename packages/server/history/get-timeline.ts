// What happened: the owner's feed, or the journal of one contract, read back.
import type { timelineEndpoints } from "@makima/protocol/timeline";
import { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import { decodePageCursor, encodePageCursor } from "../db/page-cursor.ts";
import { contractCursor, ownerCursor } from "../journal/cursor.ts";
import { type EventRow, showEvent } from "../journal/show-event.ts";
import type { Principal, World } from "../world.ts";
import { checkTimes, eventTypes } from "./settle-filters.ts";
import { CONTRACT_BOUNDS, FEED_BOUNDS, TIMELINE, type Way } from "./timeline-statements.ts";

type Query = z.infer<typeof timelineEndpoints.getTimeline.query>;
type Answer = z.infer<typeof timelineEndpoints.getTimeline.answer>;
type Row = EventRow & { place: number; nth: string; isHit: boolean };
/** The numbers that count, both included, and the cursor of the stream behind the last of all. */
type Bounds = { lowest: number; highest: number; cursor: string };

/** How many events are looked at for a piece of text before a page is given as it is. */
const LOOKED_AT = 1_000;

/**
 * The page and its cursor are of one moment: the stream behind it repeats nothing and leaves nothing out. The cursor is of the contract's stream
 * where a contract is named, else of the owner's. Throws NOT_FOUND for a contract that is not the owner's, UNKNOWN_TYPE, TIMES_REVERSED or
 * INVALID_CURSOR.
 */
export async function getTimeline(
  world: World,
  { ownerId }: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { contractId, order, limit } = query;
  const types = eventTypes(query.type);
  checkTimes(query);
  const of = { ownerId, list: "timeline", query };
  const after = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1)]))?.[0];
  const { lowest, highest, cursor } = await boundsOf(world, { ownerId, query });
  const lookedAt = query.q === undefined ? limit + 1 : LOOKED_AT;
  const found = await world.db.rows<Row>(TIMELINE[wayOf(query)][order], [
    ownerId,
    contractId ?? null,
    query.q ?? null,
    types,
    query.taskId ?? null,
    query.from ?? null,
    query.to ?? null,
    order === "asc" && after !== undefined ? Math.max(lowest, after + 1) : lowest,
    order === "desc" && after !== undefined ? Math.min(highest, after - 1) : highest,
    lookedAt,
    limit + 1,
  ]);
  const shown = found.filter(({ isHit }) => isHit).slice(0, limit);
  const next = nextPlace(found, { shown, lookedAt });
  return {
    items: shown.map(showEvent),
    nextCursor: next === undefined ? null : encodePageCursor(of, [next]),
    cursor,
  };
}

/** Behind what is shown when there was more to show, else behind the last that was looked at when not all were. */
function nextPlace(
  found: readonly Row[],
  { shown, lookedAt }: { shown: readonly Row[]; lookedAt: number },
): number | undefined {
  const hits = found.filter(({ isHit }) => isHit).length;
  if (hits > shown.length) return shown.at(-1)?.place;
  return found.find(({ nth }) => Number(nth) === lookedAt)?.place;
}

function wayOf({ contractId, taskId, type }: Query): Way {
  if (contractId !== undefined) return type === undefined ? "contract" : "contract-types";
  if (taskId !== undefined) return type === undefined ? "task" : "task-types";
  return type === undefined ? "all" : "types";
}

async function boundsOf(
  { db }: World,
  { ownerId, query }: { ownerId: string; query: Query },
): Promise<Bounds> {
  const { contractId, from, to } = query;
  if (contractId !== undefined) await loadContract(db, { ownerId, contractId });
  type BoundsRow = { last: number; lowest: number | null; highest: number | null };
  const row =
    contractId === undefined
      ? await db.row<BoundsRow>(FEED_BOUNDS, [ownerId, from ?? null, to ?? null])
      : await db.row<BoundsRow>(CONTRACT_BOUNDS, [ownerId, from ?? null, to ?? null, contractId]);
  const { last = 0, lowest = null, highest = null } = row ?? {};
  const cursor =
    contractId === undefined
      ? ownerCursor({ ownerId, feed: last })
      : contractCursor({ contractId, event: last });
  // Nothing is so late as `from`, or so early as `to`: then no number fits.
  if (lowest === null || highest === null) return { lowest: 1, highest: 0, cursor };
  return { lowest, highest: Math.min(last, highest), cursor };
}
