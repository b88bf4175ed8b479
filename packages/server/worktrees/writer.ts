// The only writer of worktrees.
import { statement } from "../db/database.ts";

// A daemon may tell of a task that is not this owner's, or of none: nothing is written then.
export const PUT_STANDING = statement(
  "put-standing-worktrees",
  `insert into worktree (owner_id, daemon_id, task_id, state, bytes)
   select $1, $2, t.id, 'standing', s.bytes
   from unnest($3::uuid[], $4::bigint[]) as s (task_id, bytes) join task t on t.owner_id = $1 and t.id = s.task_id
   on conflict (owner_id, daemon_id, task_id) do update set bytes = coalesce(excluded.bytes, worktree.bytes),
     state = case when worktree.state in ('going', 'coming') then worktree.state else 'standing' end`,
);

/** $4: `standing` names all there are, so that any other one is gone too. */
export const SET_GONE = statement(
  "set-worktrees-gone",
  `update worktree set state = case when removed_at is null then 'missing' else 'removed' end
   where owner_id = $1 and daemon_id = $2 and state = 'standing'
     and (task_id = any($3::uuid[]) or ($4 and not (task_id = any($5::uuid[]))))`,
);

export const SET_GOING = statement(
  "set-worktree-going",
  `update worktree set state = 'going', command_id = $4, problem = null, not_before = null
   where owner_id = $1 and daemon_id = $2 and task_id = $3 and state = 'standing'`,
);

export const SET_REMOVED = statement(
  "set-worktree-removed",
  `update worktree set state = 'removed', command_id = null, removed_at = app_now(), left_out = $4
   where owner_id = $1 and daemon_id = $2 and task_id = $3 and command_id = $5`,
);

/** It is looked at again after an hour, or when a person asks. */
export const SET_STAYS = statement(
  "set-worktree-stays",
  `update worktree set state = 'standing', command_id = null, problem = $4, not_before = app_now() + interval '1 hour'
   where owner_id = $1 and daemon_id = $2 and task_id = $3 and command_id = $5`,
);

/** Also one that the daemon has never told of. */
export const SET_COMING = statement(
  "set-worktree-coming",
  `insert into worktree (owner_id, daemon_id, task_id, state, command_id) values ($1, $2, $3, 'coming', $4)
   on conflict (owner_id, daemon_id, task_id) do update set state = 'coming', command_id = $4`,
);

export const SET_RETURNED = statement(
  "set-worktree-returned",
  `update worktree set state = 'standing', command_id = null, returned_at = app_now(), problem = null, not_before = null
   where owner_id = $1 and daemon_id = $2 and task_id = $3 and command_id = $4`,
);

/** $5: it is where it was, as its daemon says. */
export const SET_NOT_RETURNED = statement(
  "set-worktree-not-returned",
  `update worktree set command_id = null,
     state = case when $5 then 'standing' when removed_at is null then 'missing' else 'removed' end
   where owner_id = $1 and daemon_id = $2 and task_id = $3 and command_id = $4`,
);
