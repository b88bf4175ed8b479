// The statements behind a page of the timeline: each goes along an index that has the page's order, and fetches no event that is not shown.
import { type Statement, statement } from "../db/database.ts";
import { EVENT_COLUMNS } from "../journal/show-event.ts";

export type Order = "asc" | "desc";

// The latest `at` that an event of the time up to $3 can have: it stands at most so far behind its own time as the most belated one does, or a minute.
const LATEST = `$3::timestamptz + greatest(interval '1 minute', (
  select max(at - created_at) from feed where owner_id = $1 and at - created_at > interval '1 minute'))`;

/**
 * Where the owner's feed ends, and between which numbers the events of a time are. `at` never goes back along the feed, so it has the feed's
 * order. No number where nothing is so late as $2, or so early as $3.
 */
export const FEED_BOUNDS = statement(
  "feed-bounds",
  `select coalesce((select max(number) from feed where owner_id = $1), 0)::float8 as last,
     case when $2::timestamptz is null then 1 else
       (select number from feed where owner_id = $1 and at >= $2 order by at, number limit 1) end::float8 as lowest,
     case when $3::timestamptz is null then (select max(number) from feed where owner_id = $1) else
       (select number from feed where owner_id = $1 and at <= ${LATEST} order by at desc, number desc limit 1) end::float8 as highest`,
);

/** As FEED_BOUNDS, in the journal of the contract $4. What has no number in the feed yet is among them, whatever its time is. */
export const CONTRACT_BOUNDS = statement(
  "journal-bounds",
  `select j.last_event::float8 as last,
     case when $2::timestamptz is null then 1 else coalesce(
       (select event_number from feed where owner_id = $1 and contract_id = $4 and at >= $2 order by at, event_number limit 1),
       numbered.last + 1) end::float8 as lowest,
     case when $3::timestamptz is null or numbered.last < j.last_event then j.last_event else
       (select event_number from feed where owner_id = $1 and contract_id = $4 and at <= ${LATEST}
        order by at desc, event_number desc limit 1) end::float8 as highest
   from journal j cross join lateral (
     select coalesce((select event_number from feed_position where owner_id = $1 and contract_id = $4), 0) as last
   ) numbered
   where j.owner_id = $1 and j.contract_id = $4`,
);

// $4: types, $5: task, $6 and $7: times, $8 and $9: the lowest and the highest number, $10: how many are looked at.
const BETWEEN = "number between $8 and $9";
// A time is shown in whole milliseconds: an event is of the time that it shows.
const OF_TIME = `($6::timestamptz is null or created_at >= $6)
     and ($7::timestamptz is null or date_trunc('milliseconds', created_at) <= $7)`;

// The index has the type behind the number: of a rare one it alone is read.
const ofTask = (order: Order, ofType = ""): string =>
  `select number as place, contract_id, event_number from feed
   where owner_id = $1 and task_id = $5 ${ofType} and ${BETWEEN} and ${OF_TIME} order by number ${order} limit $10`;

/** Which way a page is found; of each, the numbers and keys of its events. */
const FOUND = {
  all: (order: Order) =>
    `select number as place, contract_id, event_number from feed
     where owner_id = $1 and ${BETWEEN} and ${OF_TIME} order by number ${order} limit $10`,
  // Of each type the next few, since an index has one order for each of them only.
  types: (order: Order) =>
    `select f.place, f.contract_id, f.event_number from unnest($4::text[]) as wanted (type) cross join lateral (
       select number as place, contract_id, event_number from feed
       where owner_id = $1 and type = wanted.type and ${BETWEEN} and ${OF_TIME} order by number ${order} limit $10
     ) f order by f.place ${order} limit $10`,
  task: (order: Order) => ofTask(order),
  "task-types": (order: Order) => ofTask(order, "and type = any ($4)"),
  // Of one contract the journal is read itself: its numbers are the order, and an event is there as soon as it is committed.
  contract: (order: Order) =>
    `select number as place, contract_id, number as event_number from event
     where owner_id = $1 and contract_id = $2 and ${BETWEEN} and ($5::uuid is null or task_id = $5) and ${OF_TIME}
     order by number ${order} limit $10`,
  // Of some types the feed knows which events of the contract have a number there; the others are the journal's newest.
  "contract-types": (order: Order) =>
    `with numbered as (
       select coalesce((select event_number from feed_position where owner_id = $1 and contract_id = $2), 0) as last
     )
     (select f.place, f.contract_id, f.place as event_number from unnest($4::text[]) as wanted (type) cross join lateral (
       select event_number as place, contract_id from feed
       where owner_id = $1 and contract_id = $2 and type = wanted.type and event_number between $8 and $9
         and event_number <= (select last from numbered) and ($5::uuid is null or task_id = $5) and ${OF_TIME}
       order by event_number ${order} limit $10
     ) f order by f.place ${order} limit $10)
     union all
     (select number, contract_id, number from event
     where owner_id = $1 and contract_id = $2 and ${BETWEEN} and number > (select last from numbered) and type = any ($4)
       and ($5::uuid is null or task_id = $5) and ${OF_TIME}
     order by number ${order} limit $10)
     order by place ${order} limit $10`,
};

export type Way = keyof typeof FOUND;

// A search for a piece of text looks at so many of those and tells where it stopped, so that it takes no longer where nothing fits.
const page = (way: Way, order: Order): Statement =>
  statement(
    `timeline-${way}-${order}`,
    // The first part only says of what types the parameters are that this way does not need.
    `with unused as (select $2::uuid, $4::text[], $5::uuid), looked_at as materialized (
       select l.*, row_number() over (order by l.place ${order}) as nth from (${FOUND[way](order)}) l
     ), shown as (
       select l.place::float8 as place, l.nth, $3::text is null or position(lower($3) in lower(e.data::text)) > 0 as "isHit", ${EVENT_COLUMNS}
       from looked_at l join event e on e.owner_id = $1 and e.contract_id = l.contract_id and e.number = l.event_number
     )
     select * from shown where "isHit" or nth = $10 order by place ${order} limit $11`,
  );

const bothOrders = (way: Way): Record<Order, Statement> => ({
  asc: page(way, "asc"),
  desc: page(way, "desc"),
});

export const TIMELINE: Record<Way, Record<Order, Statement>> = {
  all: bothOrders("all"),
  types: bothOrders("types"),
  task: bothOrders("task"),
  "task-types": bothOrders("task-types"),
  contract: bothOrders("contract"),
  "contract-types": bothOrders("contract-types"),
};
