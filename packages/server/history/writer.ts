// The only writer of the histories of contracts: their order, and how far it goes.
import { statement } from "../db/database.ts";

export const OPEN_HISTORY = statement(
  "open-history",
  "insert into history_place (owner_id, contract_id) values ($1, $2) on conflict do nothing",
);

/** One at a time numbers a contract's history: whoever holds this row. */
export const LOCK_HISTORY = statement(
  "lock-history",
  `select last_number as "lastNumber", event_number as "eventNumber" from history_place
   where owner_id = $1 and contract_id = $2 for update`,
);

/**
 * Numbers up to $5 of what is new in a contract: $3 is its last number, $4 the newest event that has one. Of each source the beginning of what
 * is new is taken, since each is seen in the order of its own numbers; between sources the order is that of time, as far as it does not turn a
 * source's own order round. What caused something was committed before it, so it is seen in the same round or has its number already.
 */
export const NUMBER_HISTORY = statement(
  "number-history",
  `with news as (
     select 'event' as kind, e.number as source, e.task_id, e.type, e.phase, e.created_at,
            max(e.created_at) over (order by e.number) as at
     from (select * from event where owner_id = $1 and contract_id = $2 and number > $4 order by number limit $5) e
     union all
     select 'message', m.seq, m.task_id, 'message.' || m.role, m.phase, m.created_at,
            max(m.created_at) over (partition by m.task_id order by m.seq)
     from task t
       join conversation c on c.owner_id = t.owner_id and c.task_id = t.id
       left join history_task h on h.owner_id = t.owner_id and h.task_id = t.id
       cross join lateral (
         select * from message where owner_id = t.owner_id and task_id = t.id and seq > coalesce(h.message_seq, 0)
         order by seq limit $5
       ) m
     where t.owner_id = $1 and t.contract_id = $2 and c.last_seq > coalesce(h.message_seq, 0)
   ), taken as (
     select *, $3::bigint + row_number() over (order by at, kind, task_id, source) as number from news
     order by at, kind, task_id, source limit $5
   ), numbered as (
     insert into history (owner_id, contract_id, number, kind, task_id, source, type, phase, created_at)
     select $1, $2, number, kind, task_id, source, type, phase, created_at from taken
   ), heard as (
     insert into history_task as h (owner_id, task_id, message_seq)
     select $1, task_id, max(source) from taken where kind = 'message' group by task_id
     on conflict (owner_id, task_id) do update set message_seq = excluded.message_seq
   )
   update history_place set
     last_number = $3::bigint + (select count(*) from taken),
     event_number = greatest($4::bigint, (select max(source) from taken where kind = 'event'))
   where owner_id = $1 and contract_id = $2
   returning (last_number - $3::bigint)::int as numbered`,
);
