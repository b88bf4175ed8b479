// Writes the beginning of a turn whose prompt is known already, all of it in one statement.
import { statement } from "../db/database.ts";

/**
 * The run turns, the task runs, the prompt is the newest message. What it was decided for is an idle run of that epoch with $4 - 1 turns;
 * where there is none any more, the transaction is refused.
 */
export const BEGIN_TURN_AT_ONCE = statement(
  "begin-turn-at-once",
  `with turned as (
     update run set status = 'turning', idle_since = null, turn = $4::int
     where owner_id = $1 and task_id = $2 and epoch = $3 and status = 'idle' and turn = $4::int - 1 returning epoch
   ), begun as (
     update task set status = 'running', started_at = coalesce(started_at, app_now()), updated_at = app_now()
     where owner_id = $1 and id = $2
   ), place as (
     update conversation set last_seq = last_seq + 1 where owner_id = $1 and task_id = $2 and epoch = $3 returning last_seq
   )
   insert into message (owner_id, task_id, seq, epoch, phase, role, content)
   values ($1, $2, coalesce((select last_seq from place), moved()), coalesce((select epoch from turned), moved()), $5, 'user', $6)`,
);
