// The only writer of the owners' feeds.
import { statement } from "../db/database.ts";

/**
 * Numbers the events of transactions from $1 on, up to $2 of them, and gives the owners whose feed grew. One transaction at a time may do
 * so. What is taken of a contract is the beginning of what is new, since its events became visible in the order of their numbers; over
 * contracts the order is that of time, as far as it does not turn a contract's own order round.
 */
export const NUMBER_FEED = statement(
  "number-feed",
  `with fresh as (
     select e.owner_id, e.contract_id, e.number, e.type, e.task_id, e.created_at,
            max(e.created_at) over (partition by e.owner_id, e.contract_id order by e.number) as at
     from event e left join feed_position p on p.owner_id = e.owner_id and p.contract_id = e.contract_id
     where e.xact >= $1::xid8 and e.number > coalesce(p.event_number, 0)
     order by e.owner_id, e.contract_id, e.number
     limit $2
   ), moved as (
     insert into feed_position as p (owner_id, contract_id, event_number)
     select owner_id, contract_id, max(number) from fresh group by owner_id, contract_id
     on conflict (owner_id, contract_id) do update set event_number = excluded.event_number
   ), placed as (
     insert into feed (owner_id, number, contract_id, event_number, type, task_id, created_at, at)
     select f.owner_id,
            coalesce(last.number, 0) + row_number() over (partition by f.owner_id order by f.at, f.contract_id, f.number),
            f.contract_id, f.number, f.type, f.task_id, f.created_at, greatest(f.at, last.at)
     from fresh f left join lateral (
       select b.number, b.at from feed b where b.owner_id = f.owner_id order by b.number desc limit 1
     ) last on true
     returning owner_id
   )
   select owner_id, count(*)::int as numbered from placed group by owner_id`,
);

export const MOVE_HORIZON = statement(
  "move-feed-horizon",
  "update feed_horizon set horizon = $1::xid8 where horizon <> $1::xid8",
);
