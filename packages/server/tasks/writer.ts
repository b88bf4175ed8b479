// The only writer of tasks, runs and what the next turn begins with. Conversations have a writer of their own.
import { statement } from "../db/database.ts";

export const INSERT_TASK = statement(
  "insert-task",
  `insert into task (owner_id, id, contract_id, parent_task_id, name, ref_name, plan, kind, agent, model, target_daemon_id, branch,
     base_on_task_id, base_on_checkpoint_id, depends_on, forked_from, base_commit)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
);

export const PATCH_TASK = statement(
  "patch-task",
  `update task set name = coalesce($3, name), plan = coalesce($4, plan), updated_at = app_now()
   where owner_id = $1 and id = $2 and status = 'pending'`,
);

/** Status and, with a terminal one, what ended it. */
export const SET_STATUS = statement(
  "set-task-status",
  `update task set status = $3, updated_at = app_now(),
     ended_at = case when $3 in ('done', 'failed', 'cancelled') then app_now() end,
     started_at = case when $3 = 'running' then coalesce(started_at, app_now()) else started_at end,
     summary = coalesce($4, summary), error = coalesce($5, error),
     progress = case when $3 = 'done' then 100 else progress end,
     blocked = case when $3 in ('done', 'failed', 'cancelled') then null else blocked end
   where owner_id = $1 and id = $2`,
);

export const SET_EPOCH = statement(
  "set-task-epoch",
  `update task set epoch = $3, daemon_id = coalesce($4, daemon_id), status = $5, updated_at = app_now(), not_before = null
   where owner_id = $1 and id = $2 and epoch = $3 - 1`,
);

export const COUNT_RESTORATION = statement(
  "count-restoration",
  "update task set restoration_count = restoration_count + 1 where owner_id = $1 and id = $2 returning restoration_count",
);

/** What a person decided about the next restoration, and with it the hold is over; null when it was carried out. */
export const SET_RECOVERY = statement(
  "set-task-recovery",
  `update task set recovery = $3, blocked = null, not_before = null, empty_runs = 0, crashes = 0, updated_at = app_now()
   where owner_id = $1 and id = $2`,
);

export const SET_RESTORE_CHECKPOINT = statement(
  "set-restore-checkpoint",
  "update task set restore_checkpoint_id = $3 where owner_id = $1 and id = $2",
);

export const SET_TARGET = statement(
  "set-task-target",
  "update task set target_daemon_id = $3, updated_at = app_now() where owner_id = $1 and id = $2",
);

export const SET_PROGRESS = statement(
  "set-task-progress",
  `update task set progress = coalesce($3, progress), current_activity = coalesce($4, current_activity), updated_at = app_now()
   where owner_id = $1 and id = $2`,
);

export const SET_WORKTREE = statement(
  "set-task-worktree",
  `update task set worktree_path = $3, base_commit = coalesce(base_commit, $4), updated_at = app_now()
   where owner_id = $1 and id = $2`,
);

export const SET_RESULT = statement(
  "set-task-result",
  "update task set result_commit = $3, updated_at = app_now() where owner_id = $1 and id = $2",
);

/** Once: a merge that is asked for again finds the result on the branch, wherever that stands by then. */
export const SET_MERGED = statement(
  "set-task-merged",
  `update task set merged_commit = $3, updated_at = app_now()
   where owner_id = $1 and id = $2 and merged_commit is null`,
);

export const RESET_RESULT = statement(
  "reset-task-result",
  "update task set result_commit = $3, updated_at = app_now() where owner_id = $1 and id = $2",
);

export const CLEAR_MERGED = statement(
  "clear-tasks-merged",
  "update task set merged_commit = null, updated_at = app_now() where owner_id = $1 and id = any($2::uuid[])",
);

export const ADD_USAGE = statement(
  "add-task-usage",
  `update task set usage = (
     select jsonb_object_agg(key, total) from (
       select key, sum(value::numeric) as total
       from (select * from jsonb_each_text(task.usage) union all select * from jsonb_each_text($3::jsonb)) as part group by key
     ) as summed), updated_at = app_now()
   where owner_id = $1 and id = $2 and $3::jsonb <> '{}'::jsonb`,
);

/** What its lost runs in a row come to, and when the next may begin. */
export const SET_LOSSES = statement(
  "set-task-losses",
  `update task set empty_runs = $3, crashes = $4, not_before = app_now() + make_interval(secs => $5::float8 / 1000)
   where owner_id = $1 and id = $2`,
);

/** Nothing of the task is anywhere yet: where it is tried next is chosen anew, for what it begins from may be back at another daemon. */
export const FORGET_PLACE = statement(
  "forget-task-place",
  `update task t set daemon_id = null where t.owner_id = $1 and t.id = $2
     and not exists (select 1 from run r where r.owner_id = t.owner_id and r.task_id = t.id and r.started_at is not null)`,
);

/** A turn came to its end: what was lost and refused before it does not count any more. */
export const CLEAR_LOSSES = statement(
  "clear-task-losses",
  "update task set empty_runs = 0, crashes = 0, refusal = null where owner_id = $1 and id = $2",
);

/** What it was refused, what holds it back, and until when: the later of a pause ($5, ms) and a time that was told ($6). */
export const SET_REFUSAL = statement(
  "set-task-refusal",
  `update task set refusal = $3, blocked = $4, updated_at = app_now(), not_before = case when $5::float8 is not null
     then greatest(app_now() + make_interval(secs => $5::float8 / 1000), $6::timestamptz) end
   where owner_id = $1 and id = $2 returning not_before as "notBefore"`,
);

export const CLEAR_REFUSAL = statement(
  "clear-task-refusal",
  "update task set refusal = null where owner_id = $1 and id = $2",
);

export const SET_AGENT = statement(
  "set-task-agent",
  "update task set agent = $3, model = $4, updated_at = app_now() where owner_id = $1 and id = $2",
);

/** A person takes it up: nothing holds it, and its tries begin anew. */
export const SET_BLOCKED = statement(
  "set-task-blocked",
  "update task set blocked = $3, updated_at = app_now() where owner_id = $1 and id = $2",
);

/** Gives those that nobody was told of before. */
export const SET_TOLD = statement(
  "set-tasks-told",
  "update task set told_at = app_now() where owner_id = $1 and id = any($2::uuid[]) and told_at is null returning id",
);

export const INSERT_RUN = statement(
  "insert-run",
  `insert into run (owner_id, task_id, epoch, daemon_id, boot_id, agent, status, turn)
   values ($1, $2, $3, $4, $5, $6, 'starting', 1)`,
);

/** A run that a waiting task needs no process for: it begins and is parked at once. */
export const INSERT_PARKED_RUN = statement(
  "insert-parked-run",
  `insert into run (owner_id, task_id, epoch, status, began_at, ended_at, end_reason)
   values ($1, $2, $3, 'ended', app_now(), app_now(), 'parked')`,
);

export const SET_RUN_STARTED = statement(
  "set-run-started",
  `update run set status = 'turning', started_at = app_now(), agent_session = $4, rung = $5, rung_reason = $6, repairs = $7,
     agent_version = $8, can_steer = $9
   where owner_id = $1 and task_id = $2 and epoch = $3 and status = 'starting'`,
);

export const SET_RUN_TURNING = statement(
  "set-run-turning",
  `update run set status = 'turning', idle_since = null, turn = turn + 1
   where owner_id = $1 and task_id = $2 and epoch = $3 and status = 'idle' returning turn`,
);

export const SET_RUN_IDLE = statement(
  "set-run-idle",
  `update run set status = 'idle', idle_since = app_now()
   where owner_id = $1 and task_id = $2 and epoch = $3 and status in ('turning', 'starting') and turn = $4`,
);

/** Nothing when that turn's end was taken in before. */
export const SET_TURN_ENDED = statement(
  "set-turn-ended",
  "update run set turn_ended = $4, turn_cut = $5 where owner_id = $1 and task_id = $2 and epoch = $3 and turn_ended < $4",
);

/** All that is said until now was looked at. */
export const SET_LOOKED = statement(
  "set-run-looked",
  `update run set looked_seq = (select last_seq from conversation where owner_id = $1 and task_id = $2)
   where owner_id = $1 and task_id = $2 and epoch = $3`,
);

/** Nothing where that turn's loop was told before. */
export const SET_LOOP_TURN = statement(
  "set-run-loop-turn",
  `update run set loop_turn = $4 where owner_id = $1 and task_id = $2 and epoch = $3 and loop_turn is distinct from $4`,
);

export const END_RUN = statement(
  "end-run",
  `update run set ended_in_turn = status in ('starting', 'turning'), status = 'ended', idle_since = null, ended_at = app_now(),
     end_reason = $4, end_detail = $5
   where owner_id = $1 and task_id = $2 and epoch = $3 and status <> 'ended'`,
);

export const INSERT_DELIVERY = statement(
  "insert-delivery",
  `insert into delivery (owner_id, id, task_id, number, kind, payload, question_id)
   select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6 from delivery where owner_id = $1 and task_id = $3`,
);

export const SET_DELIVERED = statement(
  "set-delivered",
  `update delivery set delivered_at = app_now(), delivered_epoch = $4, message_seq = $5
   where owner_id = $1 and task_id = $2 and id = any($3::uuid[]) and delivered_at is null`,
);

export const SET_STEERED = statement(
  "set-steered",
  "update delivery set steered_epoch = $4 where owner_id = $1 and task_id = $2 and id = $3 and delivered_at is null",
);

export const SET_ANSWER_TAKEN = statement(
  "set-answer-taken",
  `update delivery set delivered_at = app_now(), delivered_epoch = $4
   where owner_id = $1 and task_id = $2 and question_id = $3 and delivered_at is null`,
);

export const PATCH_GOAL = statement(
  "patch-goal",
  `update delivery set payload = $3 where owner_id = $1 and task_id = $2 and kind = 'goal' and delivered_at is null`,
);
