// The only writer of what fenced-off runs still said.
import { statement } from "../db/database.ts";

/** The run's row is held by the caller. Nothing when this record of the daemon's spool is there already. */
export const INSERT_LATE = statement(
  "insert-late",
  `insert into late (owner_id, task_id, epoch, number, daemon_id, spool_seq, kind, data) values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (owner_id, daemon_id, spool_seq) do nothing`,
);

export const COUNT_LATE = statement(
  "count-late",
  `update run set late_records = $4, last_late_at = app_now() where owner_id = $1 and task_id = $2 and epoch = $3`,
);

/** Gives how many there are; nothing when somebody told of them before. */
export const SET_LATE_TOLD = statement(
  "set-late-told",
  `update run set late_told_at = app_now()
   where owner_id = $1 and task_id = $2 and epoch = $3 and late_told_at is null and late_records > 0
   returning late_records as count`,
);
