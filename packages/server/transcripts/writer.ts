// The only writer of agents' own transcripts. The conversation's row holds the epoch: a run that is fenced off writes nothing.
import { statement } from "../db/database.ts";

/** $5 is the number of the first of $6 lines. Nothing where those before them are not there yet, or they are there already. */
export const INSERT_TRANSCRIPT = statement(
  "insert-transcript",
  `with place as (
     select last_seq from conversation where owner_id = $1 and task_id = $2 and epoch = $3 and daemon_id = $4 for share
   )
   insert into transcript (owner_id, task_id, epoch, source, lines, session, turn, last_seq, body)
   select $1, $2, $3, $5::bigint, $6, $7, $8, place.last_seq, $9 from place
   where $5::bigint = 1 or exists (
     select 1 from transcript b where b.owner_id = $1 and b.task_id = $2 and b.epoch = $3 and b.source < $5::bigint
       and b.source + b.lines = $5::bigint)
   on conflict (owner_id, task_id, epoch, source) do nothing returning source`,
);
