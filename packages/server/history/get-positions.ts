// The places of a task's conversation that one can go back to or fork from: read from what is there, nothing is kept for them.
import type { historyEndpoints, Position } from "@makima/protocol/history";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf, placeTime } from "../db/page-cursor.ts";
import { cursorWith, EVENT_PLACE, type PlacedInJournal } from "./place-in-journal.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof historyEndpoints.getPositions.query>;
type Answer = z.infer<typeof historyEndpoints.getPositions.answer>;
type Row = Omit<Position, "createdAt"> & PlacedInJournal & { createdAt: Date; place: string; key: string };

// A rewind's position is the end of what was in view before it; two in a row leave only the first one's. A fork's is where another task continues
// one of this one's segments, or where this one began to continue another's. A phase ends with the last message that stands before its end.
const LIST_POSITIONS = statement(
  "list-positions",
  `with own as (
     select s.*, lead(s.start_seq) over (order by s.created_at, s.id) as next_seq, lead(s.created_at) over (order by s.created_at, s.id) as left_at
     from segment s where s.owner_id = $1 and s.task_id = $2
   ), found as (
     select c.message_seq as seq, $2::uuid as task_id, c.message_index as index, 'checkpoint' as reason, c.phase, c.id as checkpoint_id, c.created_at,
            'c' || c.id as key
     from checkpoint c where c.owner_id = $1 and c.task_id = $2
     union all
     select o.next_seq - 1, $2, o.start_index + (o.next_seq - 1 - o.start_seq), 'rewind', null, null, o.left_at, 'r' || o.id
     from own o where o.next_seq > o.start_seq
     union all
     select p.start_seq + s.start_index - 1 - p.start_index, p.task_id, s.start_index - 1, 'fork', null, null, s.created_at, 'f' || s.id
     from (
       select * from segment where owner_id = $1 and task_id = $2 and reason = 'fork'
       union
       select * from segment where owner_id = $1 and parent_id in (select id from own) and reason = 'fork'
     ) s join segment p on p.owner_id = s.owner_id and p.id = s.parent_id and p.start_index < s.start_index
     union all
     select h.source, $2, o.start_index + (h.source - o.start_seq), 'phase_end', ev.data ->> 'from', null, e.created_at, 'p' || e.number
     from history e
       join event ev on ev.owner_id = e.owner_id and ev.contract_id = e.contract_id and ev.number = e.source
       cross join lateral (
         select source from history m where m.owner_id = $1 and m.task_id = $2 and m.kind = 'message' and m.number < e.number
         order by m.number desc limit 1
       ) h
       join own o on o.start_seq <= h.source and (o.next_seq is null or h.source < o.next_seq)
     where e.owner_id = $1 and e.contract_id = $6 and e.type = 'phase.changed'
   )
   select case when f.seq > 0 then f.task_id || ':' || f.seq end as "messageId", f.index::int as "messageIndex", f.reason,
     coalesce(f.phase, m.phase, (select phase from contract where owner_id = $1 and id = $6)) as phase, f.checkpoint_id as "checkpointId",
     f.created_at as "createdAt", f.created_at::text as place, f.key, ${EVENT_PLACE}
   from found f left join message m on m.owner_id = $1 and m.task_id = f.task_id and m.seq = f.seq
   where $3::timestamptz is null or (f.created_at, f.key) > ($3::timestamptz, $4::text)
   order by f.created_at, f.key limit $5`,
);

/** In the order of their making. Throws NOT_FOUND or INVALID_CURSOR. */
export const getPositions = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const { ownerId, taskId, contractId } = view;
  const of = { ownerId, list: "positions", query: { taskId } };
  const [time, key] = decodePageCursor(of, query.cursor, z.tuple([placeTime, z.string().max(60)])) ?? [
    null,
    null,
  ];
  const values = [ownerId, taskId, time, key, query.limit + 1, contractId];
  const found = await reader.rows<Row>(LIST_POSITIONS, values);
  const { rows, nextCursor } = pageOf(found, query.limit, (last) =>
    encodePageCursor(of, [last.place, last.key]),
  );
  return { items: rows.map(showPosition), nextCursor, cursor: cursorWith(view, rows) };
});

const showPosition = ({ place: _, key: __, lastEvent: ___, createdAt, ...row }: Row): Position => ({
  ...row,
  createdAt: createdAt.toISOString(),
});
