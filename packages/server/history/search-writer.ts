// The only writer of the search index: documents, and up to where everything is in it.
import { statement } from "../db/database.ts";
import { DOCUMENT_GROUP, PIECE_LENGTH, WIDE_GROUP } from "./search-groups.ts";

export const OPEN_SEARCH = statement(
  "open-search",
  "insert into search_head (owner_id) values ($1) on conflict do nothing",
);

/** One at a time adds an owner's documents: whoever holds this row. */
export const LOCK_SEARCH = statement(
  "lock-search",
  `select last_number as "lastNumber" from search_head where owner_id = $1 for update`,
);

export const MOVE_SEARCH = statement(
  "move-search",
  "update search_head set last_number = last_number + $2 where owner_id = $1",
);

// Behind `pieces (kind, contract_id, task_id, seq, last_seq, piece, text, at, weight)` with its order `nth`; $2 is the owner's last number.
const ADD_PIECES = `added as (
  insert into search_document (owner_id, number, kind, contract_id, task_id, seq, last_seq, piece, words, created_at)
  select $1, n.number, n.kind, n.contract_id, n.task_id, n.seq, n.last_seq, n.piece,
    setweight(search_words(n.text), n.weight) || array_to_tsvector(array['/o' || $1::uuid, '/c' || n.contract_id, '/k' || n.kind,
      '/g' || ((n.number - 1) / ${DOCUMENT_GROUP}), '/w' || ((n.number - 1) / ${WIDE_GROUP})]), n.at
  from (select pieces.*, $2::bigint + row_number() over (order by nth, piece) as number from pieces) n
  returning 1
)`;

/** Up to $4 numbers of a contract's history; a goal or a plan that is told of again replaces what was there. */
export const INDEX_HISTORY = statement(
  "index-history",
  `with place as (
     select coalesce((select history_number from search_place where owner_id = $1 and contract_id = $3), 0) as number
   ), fresh as (
     select h.* from history h, place where h.owner_id = $1 and h.contract_id = $3 and h.number > place.number
     order by h.number limit $4
   ), goals as (
     select 'goal' as kind, $3::uuid as contract_id, null::uuid as task_id, c.name || E'\\n' || c.goal as text, max(f.created_at) as at,
       max(f.number) as nth
     from fresh f join contract c on c.owner_id = $1 and c.id = $3
     where f.kind = 'event' and f.type in ('contract.created', 'contract.changed', 'contract.started') group by c.name, c.goal
     union all
     select 'goal', $3, t.id, t.name || E'\\n' || t.plan, max(f.created_at), max(f.number)
     from fresh f join task t on t.owner_id = $1 and t.id = f.task_id and t.kind <> 'supervisor'
     where f.kind = 'event' and f.type in ('task.spawned', 'task.forked', 'task.started') group by t.id, t.name, t.plan
   ), gone as (
     delete from search_document d using goals g
     where d.owner_id = $1 and d.kind = 'goal' and d.contract_id = $3 and d.task_id is not distinct from g.task_id
   ), texts as (
     select kind, contract_id, task_id, 0::bigint as seq, text, at, nth, 'A'::"char" as weight from goals
     union all
     select 'message', $3, m.task_id, m.seq, search_text(m.content, m.tool_name, m.tool_input), m.created_at, f.number, 'B'
     from fresh f join message m on m.owner_id = $1 and m.task_id = f.task_id and m.seq = f.source
     where f.kind = 'message'
   ), pieces as (
     select t.kind, t.contract_id, t.task_id, t.seq, t.seq as last_seq, n as piece,
       substr(t.text, n * ${PIECE_LENGTH} + 1, ${PIECE_LENGTH}) as text, t.at, t.nth, t.weight
     from texts t, generate_series(0, (length(t.text) - 1) / ${PIECE_LENGTH}) as n
     where t.text <> ''
   ), ${ADD_PIECES}, moved as (
     insert into search_place as s (owner_id, contract_id, history_number)
     select $1, $3, max(number) from fresh having count(*) > 0
     on conflict (owner_id, contract_id) do update set history_number = excluded.history_number
   )
   select (select count(*) from added)::int as added, (select count(*) from fresh)::int as taken`,
);

/** Up to $4 pieces of a task's output; consecutive ones of one call become one document as far as its length goes. */
export const INDEX_OUTPUT = statement(
  "index-output",
  `with place as (
     select coalesce((select output_seq from search_output where owner_id = $1 and task_id = $3), 0) as seq
   ), fresh as (
     select o.*, coalesce(o.tool_call_id, o.stream) as call from output o, place
     where o.owner_id = $1 and o.task_id = $3 and o.seq > place.seq order by o.seq limit $4
   ), sized as (
     select *, row_number() over (order by seq) - row_number() over (partition by call order by seq) as stretch,
       (sum(length(text)) over (partition by call order by seq) - length(text)) / ${PIECE_LENGTH} as part
     from fresh
   ), pieces as (
     select 'output' as kind, c.contract_id, $3::uuid as task_id, min(s.seq) as seq, max(s.seq) as last_seq, 0 as piece,
       string_agg(s.text, '' order by s.seq) as text, max(s.created_at) as at, min(s.seq) as nth, 'D'::"char" as weight
     from sized s join conversation c on c.owner_id = $1 and c.task_id = $3
     group by c.contract_id, s.call, s.stretch, s.part
   ), ${ADD_PIECES}, moved as (
     insert into search_output as s (owner_id, task_id, output_seq)
     select $1, $3, max(seq) from fresh having count(*) > 0
     on conflict (owner_id, task_id) do update set output_seq = excluded.output_seq
   )
   select (select count(*) from added)::int as added, (select count(*) from fresh)::int as taken`,
);
