// The only writer of checkpoints.
import { statement } from "../db/database.ts";

/** The position is the conversation's end as it stands; the same number again changes nothing. */
export const INSERT_CHECKPOINT = statement(
  "insert-checkpoint",
  `insert into checkpoint (owner_id, id, task_id, number, message, commit, tree, reason, phase, epoch, files_changed, lines_added,
     lines_removed, warnings, message_seq, message_index)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, c.last_seq,
     c.segment_start_index + (c.last_seq - c.segment_start_seq)
   from conversation c where c.owner_id = $1 and c.task_id = $3
   on conflict (owner_id, task_id, number) do nothing`,
);
