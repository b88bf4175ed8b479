// The only writer of the journal and its events.
import { statement } from "../db/database.ts";

export const OPEN_JOURNAL = statement(
  "open-journal",
  "insert into journal (owner_id, contract_id) values ($1, $2)",
);

// One statement numbers and inserts: the update holds the journal's row until COMMIT, so numbers are given in the order of commit.
export const INSERT_EVENTS = statement(
  "insert-events",
  `with place as (
     update journal set last_event = last_event + $3::int
     where owner_id = $1 and contract_id = $2 returning last_event - $3::int as before
   )
   insert into event (owner_id, contract_id, number, type, actor_kind, actor_id, task_id, phase, data)
   select $1, $2, coalesce((select before from place), moved()) + e.number, e.row ->> 'type', e.row ->> 'actor_kind', e.row ->> 'actor_id',
          (e.row ->> 'task_id')::uuid, e.row ->> 'phase', e.row -> 'data'
   from jsonb_array_elements($4::jsonb) with ordinality as e (row, number)`,
);
