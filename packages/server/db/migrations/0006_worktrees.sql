-- Checkouts of tasks on the disks of daemons, as the daemons tell of them, and the trash can: what was removed can be brought back.
create table worktree (
  owner_id uuid not null,
  daemon_id uuid not null,
  task_id uuid not null,
  state text not null check (state in ('standing', 'going', 'coming', 'removed', 'missing')),
  -- as it stood last; null: not measured
  bytes bigint check (bytes >= 0),
  -- a daemon's hands are at it
  command_id uuid,
  -- why it did not go when it was to, and when that is tried again
  problem text,
  not_before timestamptz,
  -- what went for good with it
  left_out jsonb not null default '[]',
  removed_at timestamptz,
  returned_at timestamptz,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, daemon_id, task_id),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  check ((state in ('going', 'coming')) = (command_id is not null)),
  check (state <> 'removed' or removed_at is not null)
);
create index worktree_of_task on worktree (owner_id, task_id);
create index worktree_standing on worktree (owner_id, daemon_id) where state = 'standing';
