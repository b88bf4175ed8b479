-- The first schema. Every row belongs to one owner and every key begins with owner_id, so that no foreign key can cross owners
-- and the whole can be sharded by owner. What the rules of the domain forbid, the database refuses: CHECKs, partial unique indexes,
-- and triggers that keep history append-only.

-- All SQL takes the time from here. The offset is a setting of the database that no program of makima sets: tests let a day pass with it.
create function app_now() returns timestamptz language sql volatile parallel safe as
$$ select clock_timestamp() + coalesce(nullif(current_setting('makima.clock_offset', true), '')::interval, interval '0') $$;

create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation'; end $$;

-- Called where a write finds a row otherwise than its transaction has read it: the transaction is over, and is run again (SQLSTATE 40001).
create function moved() returns bigint language plpgsql as
$$ begin raise exception 'a row has moved since it was read' using errcode = 'serialization_failure'; end $$;

-- owners and who may speak for them ---------------------------------------------------------------------------------------------

create table owner (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null default app_now()
);

create table api_key (
  owner_id uuid not null references owner (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  prefix text not null check (length(prefix) between 4 and 16),
  hash bytea not null unique check (length(hash) = 32),
  scope text not null check (scope in ('owner', 'read')),
  created_at timestamptz not null default app_now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (owner_id, id)
);

create table daemon (
  owner_id uuid not null references owner (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  public_key bytea not null unique,
  status text not null default 'offline' check (status in ('online', 'draining', 'offline')),
  -- one live connection per daemon: a newer session wins, frames of an older one are refused
  session bigint not null default 0 check (session >= 0),
  -- the session whose spool was taken in: new work is given to that one alone
  ready_session bigint not null default 0 check (ready_session >= 0),
  boot_id uuid,
  -- the machine that it says it is on: daemons of one machine see the same paths
  machine text,
  agents jsonb not null default '[]',
  max_tasks integer not null default 1 check (max_tasks >= 0),
  -- how many agents it starts at the same time; null: it names no limit
  starts_at_once integer check (starts_at_once > 0),
  -- why it starts nothing at the moment, in its own words
  strain text,
  lease_until timestamptz,
  last_seen_at timestamptz,
  -- what each of its runs said last, by task: {epoch, version, activity, progress, pendingTaskIds, at}
  heartbeat jsonb not null default '{}' check (jsonb_typeof(heartbeat) = 'object'),
  -- how many runs had a process there at the last heartbeat
  processes integer not null default 0 check (processes >= 0),
  -- a person wants it empty: it gets no new work, also after it was away, until that is taken back
  drain_asked_at timestamptz,
  created_at timestamptz not null default app_now(),
  revoked_at timestamptz,
  primary key (owner_id, id),
  check (status = 'offline' or (status = 'draining') = (drain_asked_at is not null)),
  check (status = 'offline' or (boot_id is not null and lease_until is not null))
);
create index daemon_by_lease on daemon (lease_until) where status <> 'offline';

create table join_token (
  owner_id uuid not null references owner (id),
  id uuid not null,
  hash bytea not null unique check (length(hash) = 32),
  expires_at timestamptz not null,
  used_at timestamptz,
  daemon_id uuid,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id),
  check ((used_at is null) = (daemon_id is null))
);

-- contracts and their journal ---------------------------------------------------------------------------------------------------

create table contract (
  owner_id uuid not null references owner (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  goal text not null check (length(goal) between 1 and 262144),
  type text not null check (type in ('simple', 'specification', 'execute')),
  phase text not null check (phase in ('research', 'specify', 'plan', 'execute', 'review')),
  status text not null default 'draft' check (status in ('draft', 'active', 'paused', 'completed', 'failed', 'cancelled')),
  repository_path text,
  repository_url text,
  base_branch text,
  base_commit text check (base_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  daemon_id uuid,
  repository_check text not null default 'pending' check (repository_check in ('pending', 'ok', 'failed')),
  repository_problem jsonb,
  branch text not null,
  -- where the newest merge left it, at its home
  branch_commit text check (branch_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  setup text,
  teardown text,
  copy jsonb not null default '[]',
  delivery text not null default 'branch' check (delivery in ('branch', 'push')),
  supervisor_agent text not null,
  worker_agent text not null,
  reviewer jsonb,
  phase_guard boolean not null default false,
  budget jsonb,
  priority smallint not null default 5 check (priority between 0 and 9),
  -- the contract starts by itself once its repository is found good
  auto_start boolean not null default false,
  supervisor_task_id uuid,
  error text,
  archived_at timestamptz,
  created_at timestamptz not null default app_now(),
  updated_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id),
  check ((repository_path is null) <> (repository_url is null)),
  check ((repository_check = 'failed') = (repository_problem is not null)),
  check (repository_check <> 'ok' or (base_branch is not null and base_commit is not null and daemon_id is not null)),
  check (type <> 'simple' or phase in ('plan', 'execute')),
  check (type <> 'execute' or phase = 'execute'),
  check (status <> 'draft' or supervisor_task_id is null)
) with (fillfactor = 80);
create index contract_by_status on contract (owner_id, status, updated_at desc);

-- The journal of a contract is numbered 1, 2, 3 … under the lock of its row here: the order is the order of commit and has no gaps.
create table journal (
  owner_id uuid not null,
  contract_id uuid not null,
  last_event bigint not null default 0 check (last_event >= 0),
  primary key (owner_id, contract_id),
  foreign key (owner_id, contract_id) references contract (owner_id, id)
) with (fillfactor = 50);

create table event (
  owner_id uuid not null,
  contract_id uuid not null,
  number bigint not null check (number > 0),
  type text not null,
  actor_kind text not null check (actor_kind in ('person', 'agent', 'daemon', 'server')),
  actor_id text,
  task_id uuid,
  phase text not null,
  data jsonb not null default '{}',
  -- the transaction that wrote it: tells the numbering of the feed where to look, and is never a cursor
  xact xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default app_now(),
  primary key (owner_id, contract_id, number),
  -- not the journal: its row was changed by the statement that inserts here, and locking it once more would be a record of its own in the WAL
  foreign key (owner_id, contract_id) references contract (owner_id, id)
);
create index event_by_xact on event (xact);
-- of these a supervisor has to be told
create index event_phase_by_person on event (owner_id, contract_id, number) where type = 'phase.changed' and actor_kind = 'person';
-- of these a restoration has to know
create index event_spawned on event (owner_id, contract_id) where type = 'task.spawned';
create index event_interruption on event (owner_id, contract_id, number)
  where type = 'supervisor.state_changed' and data ->> 'state' = 'interrupted';
create trigger event_append_only before update or delete on event for each row execute function refuse_change();

-- The owner's feed: all events of all contracts in one order, numbered by a reconciler that runs one at a time.
create table feed (
  owner_id uuid not null references owner (id),
  number bigint not null check (number > 0),
  contract_id uuid not null,
  event_number bigint not null,
  -- of the event, so that a filter needs not to fetch it
  type text not null,
  task_id uuid,
  created_at timestamptz not null,
  -- the newest created_at up to here: it never goes back along the feed, whatever the clock did
  at timestamptz not null,
  primary key (owner_id, number),
  foreign key (owner_id, contract_id, event_number) references event (owner_id, contract_id, number)
);
-- Filters of the timeline. They are filled by the numbering, so that no save point pays for them.
create index feed_by_type on feed (owner_id, type, number);
create index feed_by_task on feed (owner_id, task_id, number, type) where task_id is not null;
create index feed_by_contract on feed (owner_id, contract_id, type, event_number);
create index feed_by_contract_time on feed (owner_id, contract_id, at, event_number);
create index feed_by_time on feed (owner_id, at, number);
-- Events that stand far behind their own time: next to none. How far, says how far a search by time has to look.
create index feed_belated on feed (owner_id, (at - created_at)) where at - created_at > interval '1 minute';
create trigger feed_append_only before update or delete on feed for each row execute function refuse_change();

-- All events of transactions before the horizon are numbered. One row.
create table feed_horizon (
  only_one boolean primary key default true check (only_one),
  horizon xid8 not null default '0'
);
insert into feed_horizon default values;

create table feed_position (
  owner_id uuid not null,
  contract_id uuid not null,
  event_number bigint not null default 0 check (event_number >= 0),
  primary key (owner_id, contract_id),
  foreign key (owner_id, contract_id) references contract (owner_id, id)
);

-- tasks, runs, conversations ----------------------------------------------------------------------------------------------------

create table task (
  owner_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  parent_task_id uuid,
  name text not null check (length(name) between 1 and 200),
  -- the name as part of a git ref, unique within its contract
  ref_name text not null check (ref_name ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
  plan text not null check (length(plan) between 1 and 262144),
  kind text not null check (kind in ('supervisor', 'worker', 'reviewer')),
  status text not null default 'pending'
    check (status in ('pending', 'starting', 'running', 'waiting', 'done', 'failed', 'cancelled', 'interrupted')),
  agent text not null,
  target_daemon_id uuid,
  daemon_id uuid,
  epoch bigint not null default 0 check (epoch >= 0),
  worktree_path text,
  branch text not null,
  base_on_task_id uuid,
  base_on_checkpoint_id uuid,
  depends_on uuid[] not null default '{}',
  current_activity text not null default '',
  progress smallint not null default 0 check (progress between 0 and 100),
  -- held until a person, a quota or capacity frees it; says why
  blocked jsonb,
  summary text,
  error text,
  result_commit text check (result_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  merged_commit text check (merged_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  forked_from jsonb,
  -- the commit that its first worktree was made from, as its daemon said; a fork's is given to it where no checkpoint names it
  base_commit text check (base_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  restoration_count integer not null default 0 check (restoration_count >= 0),
  -- what a person has decided about its next restoration
  recovery jsonb,
  -- the checkpoint that its worktree goes back to when its next run starts
  restore_checkpoint_id uuid,
  -- runs in a row that ended without one completed message of the agent
  empty_runs smallint not null default 0 check (empty_runs >= 0),
  -- runs in a row that their agent lost before a turn of theirs had ended, whatever it said in them
  crashes smallint not null default 0 check (crashes >= 0),
  not_before timestamptz,
  -- when the supervisor was told that this task has ended
  told_at timestamptz,
  usage jsonb not null default '{}',
  created_at timestamptz not null default app_now(),
  started_at timestamptz,
  ended_at timestamptz,
  updated_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  unique (owner_id, contract_id, ref_name),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, parent_task_id) references task (owner_id, id),
  foreign key (owner_id, base_on_task_id) references task (owner_id, id),
  foreign key (owner_id, target_daemon_id) references daemon (owner_id, id),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id),
  check ((ended_at is not null) = (status in ('done', 'failed', 'cancelled'))),
  check ((kind = 'supervisor') = (parent_task_id is null)),
  check (status in ('pending', 'cancelled', 'failed') or epoch > 0)
) with (fillfactor = 80);
create unique index task_one_supervisor on task (owner_id, contract_id) where kind = 'supervisor';
create index task_by_age on task (owner_id, created_at, id);
create index task_by_contract on task (owner_id, contract_id, created_at);
create index task_untold on task (owner_id, contract_id) where status in ('done', 'failed', 'cancelled') and told_at is null;
create index task_open on task (status, created_at) where status not in ('done', 'failed', 'cancelled');

alter table contract add foreign key (owner_id, supervisor_task_id) references task (owner_id, id);

create table run (
  owner_id uuid not null,
  task_id uuid not null,
  epoch bigint not null check (epoch > 0),
  -- null: taken up again in place while the task waits; no process was needed
  daemon_id uuid,
  boot_id uuid,
  status text not null check (status in ('starting', 'idle', 'turning', 'ended')),
  -- the number of the turn that runs or ran last; a turn is one prompt to the agent until it stops
  turn integer not null default 0 check (turn >= 0),
  -- the newest turn whose end was taken in: the same end again counts nothing
  turn_ended integer not null default 0 check (turn_ended >= 0),
  agent_session text,
  -- how its agent got its past back
  rung text check (rung in ('new', 'loaded', 'materialised', 'rebuilt', 'told')),
  began_at timestamptz not null default app_now(),
  started_at timestamptz,
  idle_since timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('parked', 'finished', 'failed', 'cancelled', 'paused', 'daemon_restart', 'server_restart',
    'task_reassignment', 'manual', 'agent_ended', 'drained', 'rewound')),
  end_detail text,
  -- a turn was under way when the run ended
  ended_in_turn boolean not null default false,
  -- what it said after it was fenced off: how many records, when the newest came, and when people were told of them
  late_records integer not null default 0 check (late_records >= 0),
  last_late_at timestamptz,
  late_told_at timestamptz,
  primary key (owner_id, task_id, epoch),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id),
  check ((status = 'ended') = (ended_at is not null)),
  check ((status = 'ended') = (end_reason is not null)),
  check ((status = 'idle') = (idle_since is not null)),
  check ((late_records = 0) = (last_late_at is null)),
  check (late_told_at is null or late_records > 0)
) with (fillfactor = 80);
create unique index run_one_live on run (owner_id, task_id) where status <> 'ended';
create index run_live_by_daemon on run (owner_id, daemon_id) where status <> 'ended';
create index run_idle on run (idle_since) where status = 'idle';
create index run_late_untold on run (last_late_at) where late_told_at is null and last_late_at is not null;

-- What a fenced-off run still had to say: an attachment of that run, in no conversation and no journal.
create table late (
  owner_id uuid not null,
  task_id uuid not null,
  epoch bigint not null check (epoch > 0),
  -- 1, 2, 3 … in each run
  number integer not null check (number > 0),
  daemon_id uuid not null,
  -- the record's number in its daemon's spool: sent again, it is the same record
  spool_seq bigint not null check (spool_seq > 0),
  kind text not null,
  data jsonb not null,
  received_at timestamptz not null default app_now(),
  primary key (owner_id, task_id, epoch, number),
  unique (owner_id, daemon_id, spool_seq),
  foreign key (owner_id, task_id, epoch) references run (owner_id, task_id, epoch),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id)
);
create trigger late_append_only before update or delete on late for each row execute function refuse_change();

-- A conversation is a chain of segments. A segment is a range of the task's message numbers that continues another one from an index;
-- rewind and fork make a new empty segment, one row whatever the length.
create table segment (
  owner_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  start_seq bigint not null check (start_seq > 0),
  start_index integer not null check (start_index >= 0),
  parent_id uuid,
  reason text not null check (reason in ('first', 'rewind', 'fork', 'restart')),
  created_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, parent_id) references segment (owner_id, id),
  check ((parent_id is null) = (start_index = 0))
);
create trigger segment_append_only before update or delete on segment for each row execute function refuse_change();

-- The head of a task's conversation, and the one row that an agent's output locks: it holds the epoch, so that a fenced run cannot append.
create table conversation (
  owner_id uuid not null,
  task_id uuid not null,
  contract_id uuid not null,
  epoch bigint not null check (epoch >= 0),
  -- the daemon that runs it; null before the first run, and where it was taken up in place without a process
  daemon_id uuid,
  last_seq bigint not null default 0 check (last_seq >= 0),
  -- the newest message of the present run that was taken in; the daemon numbers them 1, 2, 3 … in each epoch
  last_source bigint not null default 0 check (last_source >= 0),
  -- how many messages the newest append added: an update cannot return the old values that it replaced
  appended integer not null default 0,
  last_output bigint not null default 0 check (last_output >= 0),
  last_output_source bigint not null default 0 check (last_output_source >= 0),
  output_bytes bigint not null default 0 check (output_bytes >= 0),
  segment_id uuid not null,
  segment_start_seq bigint not null check (segment_start_seq > 0),
  segment_start_index integer not null check (segment_start_index >= 0),
  -- the run in which the head moved here: an agent's own session of an older one holds another past
  segment_epoch bigint not null default 0 check (segment_epoch >= 0),
  primary key (owner_id, task_id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, segment_id) references segment (owner_id, id)
) with (fillfactor = 50);

create table message (
  owner_id uuid not null,
  task_id uuid not null,
  seq bigint not null check (seq > 0),
  epoch bigint not null,
  phase text not null,
  role text not null check (role in ('user', 'assistant', 'tool_call', 'tool_result', 'thinking', 'notice')),
  content text not null,
  tool_call_id text,
  tool_name text,
  tool_input jsonb,
  is_error boolean not null default false,
  truncated boolean not null default false,
  duration_ms integer,
  usage jsonb,
  source bigint,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, task_id, seq),
  foreign key (owner_id, task_id) references conversation (owner_id, task_id),
  check ((role in ('tool_call', 'tool_result')) = (tool_call_id is not null))
);
create trigger message_append_only before update or delete on message for each row execute function refuse_change();

create table output (
  owner_id uuid not null,
  task_id uuid not null,
  seq bigint not null check (seq > 0),
  epoch bigint not null,
  stream text not null check (stream in ('agent', 'tool', 'setup')),
  tool_call_id text,
  text text not null check (octet_length(text) <= 65536),
  source bigint,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, task_id, seq),
  foreign key (owner_id, task_id) references conversation (owner_id, task_id)
);
create trigger output_append_only before update or delete on output for each row execute function refuse_change();

create table supervisor (
  owner_id uuid not null,
  contract_id uuid not null,
  task_id uuid not null,
  -- goes 1, 2, 3 …: one per save point
  version bigint not null default 1 check (version > 0),
  state text not null check (state in ('initializing', 'idle', 'working', 'waiting_for_user', 'waiting_for_tasks', 'blocked',
    'completed', 'failed', 'interrupted')),
  current_activity text not null default '',
  progress smallint not null default 0 check (progress between 0 and 100),
  error_message text,
  phase text not null,
  pending_questions integer not null default 0 check (pending_questions >= 0),
  restoration_count integer not null default 0 check (restoration_count >= 0),
  last_restored_at timestamptz,
  restoration_source text check (restoration_source in ('daemon_restart', 'task_reassignment', 'manual', 'server_restart')),
  last_activity timestamptz not null default app_now(),
  created_at timestamptz not null default app_now(),
  updated_at timestamptz not null default app_now(),
  primary key (owner_id, contract_id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  check (error_message is null or state in ('failed', 'blocked')),
  check ((restoration_count = 0) = (last_restored_at is null)),
  check ((restoration_count = 0) = (restoration_source is null))
) with (fillfactor = 70);
create index supervisor_by_state on supervisor (owner_id, state, last_activity desc);
create index supervisor_asking on supervisor (owner_id, last_activity desc) where pending_questions > 0;
