-- A rewind: what a person wants to go back to, and how far that has come. A reconciler carries it out step by step.

create table rewind (
  owner_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  task_id uuid not null,
  status text not null default 'open' check (status in ('open', 'done', 'failed')),
  -- only looked at: nothing moves, and nothing waits for it
  dry_run boolean not null,
  asked_by text,
  -- where the code goes; null: it stays
  checkpoint_id uuid,
  -- where the conversation goes: so many messages of what is seen from this segment, none of any where it is null
  moves_conversation boolean not null,
  keep_segment_id uuid,
  keep_count integer check (keep_count >= 0),
  -- what becomes of the code as it stands now
  preserve text not null check (preserve in ('checkpoint', 'branch', 'discard')),
  branch text,
  -- what becomes of the questions asked and the tasks spawned after the point
  after_point text not null check (after_point in ('keep', 'withdraw')),
  -- its agent worked, and goes on when all is done
  was_running boolean not null default false,
  -- the turn that was told to end, and since when an end is awaited
  cancelled_turn integer,
  stopping_since timestamptz,
  -- what the daemon was asked: whether all of it can be done, and to do it
  check_command_id uuid,
  command_id uuid,
  -- once it is done: the first epoch after it, where the head stood before, and the way back
  epoch bigint,
  from_segment_id uuid,
  from_count integer,
  undo_checkpoint_id uuid,
  result jsonb,
  failure jsonb,
  created_at timestamptz not null default app_now(),
  ended_at timestamptz,
  primary key (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, checkpoint_id) references checkpoint (owner_id, id),
  foreign key (owner_id, keep_segment_id) references segment (owner_id, id),
  foreign key (owner_id, from_segment_id) references segment (owner_id, id),
  foreign key (owner_id, undo_checkpoint_id) references checkpoint (owner_id, id),
  check (moves_conversation = (keep_count is not null)),
  check (keep_segment_id is null or keep_count > 0),
  check (checkpoint_id is not null or moves_conversation),
  check ((preserve = 'branch') = (branch is not null)),
  check ((status = 'open') = (ended_at is null)),
  check ((status = 'done') = (result is not null)),
  check ((status = 'done' and not dry_run) = (epoch is not null)),
  check ((status = 'failed') = (failure is not null))
);
create unique index rewind_one_open on rewind (owner_id, task_id) where status = 'open' and not dry_run;
create index rewind_open on rewind (created_at) where status = 'open';
create index rewind_by_undo on rewind (owner_id, undo_checkpoint_id) where status = 'done' and not dry_run;
-- of these a rewind has to tell
create index event_merged on event (owner_id, contract_id, number) where type = 'task.merged';
