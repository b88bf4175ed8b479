// The only writer of commands.
import { statement } from "../db/database.ts";

export const INSERT_COMMAND = statement(
  "insert-command",
  `insert into command (owner_id, id, daemon_id, task_id, epoch, contract_id, kind, payload) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** A session that was replaced acknowledges nothing: the program that has the daemon's name now never saw the command. */
export const SET_ACKNOWLEDGED = statement(
  "set-commands-acknowledged",
  `update command set acknowledged_at = app_now()
   where owner_id = $1 and daemon_id = $2 and id = any($3::uuid[]) and acknowledged_at is null
     and exists (select 1 from daemon where owner_id = $1 and id = $2 and session = $4 for share)`,
);

/** The first result stands. */
export const SET_RESULT = statement(
  "set-command-result",
  `update command set result = $4, finished_at = app_now(), acknowledged_at = coalesce(acknowledged_at, app_now())
   where owner_id = $1 and daemon_id = $2 and id = $3 and finished_at is null`,
);

/** Orders of a run that is over need not reach anybody. */
export const DROP_RUN_COMMANDS = statement(
  "drop-run-commands",
  `update command set acknowledged_at = app_now()
   where owner_id = $1 and task_id = $2 and epoch = $3 and acknowledged_at is null and kind <> 'stop_run'`,
);
