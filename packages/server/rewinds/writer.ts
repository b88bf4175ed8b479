// The only writer of rewinds. Each step is written once: a row that is over does not change any more.
import { statement } from "../db/database.ts";

/** Nothing when another one of the task is open. */
export const INSERT_REWIND = statement(
  "insert-rewind",
  `insert into rewind (owner_id, id, contract_id, task_id, asked_by, checkpoint_id, moves_conversation, keep_segment_id, keep_count,
     preserve, branch, after_point, dry_run)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
   on conflict (owner_id, task_id) where status = 'open' and not dry_run do nothing`,
);

export const SET_CHECK_COMMAND = statement(
  "set-rewind-check-command",
  "update rewind set check_command_id = $3 where owner_id = $1 and id = $2 and status = 'open'",
);

export const SET_COMMAND = statement(
  "set-rewind-command",
  "update rewind set command_id = $3 where owner_id = $1 and id = $2 and status = 'open'",
);

/** Its agent worked when it was stopped; $3: the turn that was told to end, null where none was. */
export const SET_STOPPING = statement(
  "set-rewind-stopping",
  `update rewind set was_running = true, cancelled_turn = coalesce($3, cancelled_turn), stopping_since = coalesce(stopping_since, app_now())
   where owner_id = $1 and id = $2 and status = 'open'`,
);

export const SET_DONE = statement(
  "set-rewind-done",
  `update rewind set status = 'done', ended_at = app_now(), epoch = $3, from_segment_id = $4, from_count = $5, undo_checkpoint_id = $6,
     result = $7
   where owner_id = $1 and id = $2 and status = 'open'`,
);

/** What it would do. */
export const SET_SHOWN = statement(
  "set-rewind-shown",
  `update rewind set status = 'done', ended_at = app_now(), result = $3 where owner_id = $1 and id = $2 and status = 'open' and dry_run`,
);

export const SET_FAILED = statement(
  "set-rewind-failed",
  "update rewind set status = 'failed', ended_at = app_now(), failure = $3 where owner_id = $1 and id = $2 and status = 'open'",
);
