// The only writer of the supervisor table.
import { statement } from "../db/database.ts";

export const INSERT_SUPERVISOR = statement(
  "insert-supervisor",
  `insert into supervisor (owner_id, contract_id, task_id, state, phase) values ($1, $2, $3, 'initializing', $4)`,
);

/** One save point: the version grows by one and holds the condition, so that two writers cannot both save the same version. */
export const SAVE_SUPERVISOR = statement(
  "save-supervisor",
  `update supervisor set version = version + 1, state = $4, current_activity = $5, progress = $6, error_message = $7, phase = $8,
     pending_questions = $9, last_activity = app_now(), updated_at = app_now(),
     restoration_count = restoration_count + case when $10::text is null then 0 else 1 end,
     last_restored_at = case when $10::text is null then last_restored_at else app_now() end,
     restoration_source = coalesce($10::text, restoration_source)
   where owner_id = $1 and contract_id = $2 and version = $3`,
);

/** Of a row that was made anew; the source of those restorations went with the old one. */
export const SET_RESTORATIONS = statement(
  "set-supervisor-restorations",
  `update supervisor set restoration_count = $3, last_restored_at = app_now(), restoration_source = 'manual'
   where owner_id = $1 and contract_id = $2`,
);

export const TOUCH_SUPERVISOR = statement(
  "touch-supervisor",
  "update supervisor set last_activity = app_now() where owner_id = $1 and contract_id = $2",
);
