// The only writer of the supervisor table.
import { statement } from "../db/database.ts";

export const INSERT_SUPERVISOR = statement(
  "insert-supervisor",
  `insert into supervisor (owner_id, contract_id, task_id, state, phase) values ($1, $2, $3, 'initializing', $4)`,
);

/** One save point: the version grows by one, and where it is not the one that was read, the transaction is refused and run again. */
export const SAVE_SUPERVISOR = statement(
  "save-supervisor",
  `update supervisor set version = case when version = $3 then version + 1 else moved() end, state = $4, current_activity = $5, progress = $6, error_message = $7, phase = $8,
     pending_questions = $9, last_activity = app_now(), updated_at = app_now(),
     restoration_count = restoration_count + case when $10::text is null then 0 else 1 end,
     last_restored_at = case when $10::text is null then last_restored_at else app_now() end,
     restoration_source = coalesce($10::text, restoration_source)
   where owner_id = $1 and contract_id = $2`,
);

/** Of a row that was made anew; the source of those restorations went with the old one. */
export const SET_RESTORATIONS = statement(
  "set-supervisor-restorations",
  `update supervisor set restoration_count = $3, last_restored_at = app_now(), restoration_source = 'manual'
   where owner_id = $1 and contract_id = $2`,
);

/**
 * Only of runs that this daemon has now. A row that a save point holds is passed over: that moves the last activity as well. With the inner
 * select as a plain `in (…)` a table without statistics had it run anew for each row: 5 s for 1,000 supervisors.
 */
export const TOUCH_SUPERVISORS = statement(
  "touch-supervisors",
  `with own as materialized (
     select s.contract_id from run r
     join task t on t.owner_id = r.owner_id and t.id = r.task_id and t.kind = 'supervisor' and t.epoch = r.epoch
     join supervisor s on s.owner_id = t.owner_id and s.contract_id = t.contract_id
     where r.owner_id = $1 and r.daemon_id = $2 and r.status <> 'ended' and r.task_id = any($3::uuid[])
     for no key update of s skip locked
   )
   update supervisor set last_activity = app_now() from own where owner_id = $1 and supervisor.contract_id = own.contract_id`,
);
