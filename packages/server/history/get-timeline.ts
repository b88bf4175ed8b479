// What happened: the owner's feed, or the journal of one contract, read back.
import type { timelineEndpoints } from "@makima/protocol/timeline";
import { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { readContractCursor, readOwnerCursor } from "../journal/read-cursors.ts";
import { EVENT_COLUMNS, type EventRow, showEvent } from "../journal/show-event.ts";
import type { Principal, World } from "../world.ts";

type Query = z.infer<typeof timelineEndpoints.getTimeline.query>;
type Answer = z.infer<typeof timelineEndpoints.getTimeline.answer>;

type Row = EventRow & { place: number };

// The types are beginnings; the search is a plain search for a piece of text in what the event carries.
const FILTERS = `($2::uuid is null or e.contract_id = $2) and ($3::uuid is null or e.task_id = $3)
  and ($4::text[] is null or exists (select from unnest($4::text[]) as wanted (prefix) where starts_with(e.type, wanted.prefix)))
  and ($5::timestamptz is null or e.created_at >= $5) and ($6::timestamptz is null or e.created_at <= $6)
  and ($7::text is null or position(lower($7) in lower(e.data::text)) > 0)`;

const OWNER_EVENTS = `select ${EVENT_COLUMNS}, f.number::int as place from feed f
  join event e on e.owner_id = f.owner_id and e.contract_id = f.contract_id and e.number = f.event_number
  where f.owner_id = $1 and ${FILTERS}`;

// Of one contract the journal is read itself: its numbers are the order, and an event is there as soon as it is committed.
const CONTRACT_EVENTS = `select ${EVENT_COLUMNS}, e.number::int as place from event e where e.owner_id = $1 and e.contract_id = $2 and ${FILTERS}`;

const TIMELINE = {
  owner: {
    asc: statement("timeline", `${OWNER_EVENTS} and f.number > $8 order by f.number limit $9`),
    desc: statement("timeline-back", `${OWNER_EVENTS} and f.number < $8 order by f.number desc limit $9`),
  },
  contract: {
    asc: statement("contract-timeline", `${CONTRACT_EVENTS} and e.number > $8 order by e.number limit $9`),
    desc: statement(
      "contract-timeline-back",
      `${CONTRACT_EVENTS} and e.number < $8 order by e.number desc limit $9`,
    ),
  },
};

/** Throws NOT_FOUND for a contract that is not the owner's, or INVALID_CURSOR. */
export async function getTimeline(
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { ownerId } = principal;
  const { contractId, order, limit } = query;
  const of = { ownerId, list: "timeline", query };
  const after = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1)]));
  const cursor = await cursorOf(world, { ownerId, contractId });
  const found = await world.db.rows<Row>(TIMELINE[contractId === undefined ? "owner" : "contract"][order], [
    ownerId,
    contractId ?? null,
    query.taskId ?? null,
    query.type === undefined ? null : [query.type].flat(),
    query.from ?? null,
    query.to ?? null,
    query.q ?? null,
    after?.[0] ?? (order === "asc" ? 0 : Number.MAX_SAFE_INTEGER),
    limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, limit, ({ place }) => encodePageCursor(of, [place]));
  return { items: rows.map(showEvent), nextCursor, cursor };
}

async function cursorOf(
  world: World,
  { ownerId, contractId }: { ownerId: string; contractId: string | undefined },
): Promise<string> {
  if (contractId === undefined) return readOwnerCursor(world.db, ownerId);
  await loadContract(world.db, { ownerId, contractId });
  return readContractCursor(world.db, { ownerId, contractId });
}
