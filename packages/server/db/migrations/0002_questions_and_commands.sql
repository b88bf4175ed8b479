-- What a task waits for, what people decide, what agents called, what daemons are told, and what the next turn begins with.

create table question (
  owner_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  task_id uuid not null,
  question text not null check (length(question) between 1 and 16384),
  choices jsonb not null default '[]',
  choices_only boolean not null default false,
  multi_select boolean not null default false,
  context text,
  question_type text not null
    check (question_type in ('general', 'phase_confirmation', 'contract_complete', 'permission', 'recovery', 'budget')),
  status text not null default 'pending' check (status in ('pending', 'answered', 'withdrawn', 'expired')),
  -- what the answer carries out when it is more than text: the guarded phase, the permission's request
  purpose jsonb,
  -- text, or the array of the choices taken
  response jsonb,
  -- asked before in words that are out of view since a rewind: what was answered then, for people to look at
  earlier_answer jsonb,
  answered_by text,
  is_restored boolean not null default false,
  asked_at timestamptz not null default app_now(),
  expires_at timestamptz,
  answered_at timestamptz,
  delivered_at timestamptz,
  ended_at timestamptz,
  primary key (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  check ((status = 'answered') = (response is not null)),
  check ((status = 'answered') = (answered_at is not null)),
  check ((status = 'pending') = (ended_at is null)),
  check (delivered_at is null or status in ('answered', 'expired'))
);
create index question_pending on question (owner_id, asked_at, id) where status = 'pending';
-- what a task still waits to hear: open questions, and answers that have not reached its agent
create index question_unsettled on question (owner_id, task_id) where delivered_at is null and status <> 'withdrawn';
create index question_by_task on question (owner_id, task_id, asked_at);
create index question_expiring on question (expires_at) where status = 'pending' and expires_at is not null;

-- A call of one of makima's own tools. The first answer that is recorded is the call's one result.
create table tool_call (
  owner_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  epoch bigint not null,
  -- the agent's own id of the call: the same key again is the same call
  call_key text not null check (length(call_key) between 1 and 300),
  tool text not null,
  input jsonb not null,
  input_hash bytea not null check (length(input_hash) = 32),
  status text not null check (status in ('open', 'pending', 'done', 'not_executed')),
  result jsonb,
  is_error boolean not null default false,
  -- what the call made or waits for
  question_id uuid,
  spawned_task_id uuid,
  command_id uuid,
  -- the call of a later run that took this one's place
  adopted_by uuid,
  created_at timestamptz not null default app_now(),
  ended_at timestamptz,
  primary key (owner_id, id),
  unique (owner_id, task_id, epoch, call_key),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, question_id) references question (owner_id, id),
  foreign key (owner_id, spawned_task_id) references task (owner_id, id),
  foreign key (owner_id, adopted_by) references tool_call (owner_id, id),
  check ((status = 'open') = (result is null)),
  check ((status = 'open') = (ended_at is null))
);
create index tool_call_open on tool_call (owner_id, task_id, epoch) where status in ('open', 'pending');
create index tool_call_by_command on tool_call (owner_id, command_id) where command_id is not null;

create table wait (
  owner_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  kind text not null check (kind in ('question', 'tasks', 'time', 'capacity', 'person')),
  tool_call_id uuid,
  question_id uuid,
  task_ids uuid[] not null default '{}',
  mode text check (mode in ('all', 'any')),
  until timestamptz,
  reason text,
  began_at timestamptz not null default app_now(),
  ended_at timestamptz,
  outcome text check (outcome in ('satisfied', 'expired', 'withdrawn')),
  primary key (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, tool_call_id) references tool_call (owner_id, id),
  foreign key (owner_id, question_id) references question (owner_id, id),
  check ((kind = 'question') = (question_id is not null)),
  check ((kind = 'tasks') = (cardinality(task_ids) > 0)),
  check ((kind = 'tasks') = (mode is not null)),
  check ((ended_at is null) = (outcome is null))
);
create index wait_open on wait (owner_id, task_id) where ended_at is null;
create unique index wait_one_per_question on wait (owner_id, question_id) where ended_at is null;
create index wait_open_tasks on wait using gin (task_ids) where ended_at is null and kind = 'tasks';

-- What the next turn of a task begins with: an answer, results, a person's message, news, a notice. Taken in the order of number.
create table delivery (
  owner_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  number bigint not null check (number > 0),
  kind text not null check (kind in ('goal', 'answer', 'results', 'message', 'phase', 'news', 'finding', 'notice', 'instruction',
    'fork')),
  payload jsonb not null,
  question_id uuid,
  created_at timestamptz not null default app_now(),
  delivered_at timestamptz,
  delivered_epoch bigint,
  message_seq bigint,
  primary key (owner_id, id),
  unique (owner_id, task_id, number),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, question_id) references question (owner_id, id),
  check ((delivered_at is null) = (delivered_epoch is null))
);
create index delivery_open on delivery (owner_id, task_id, number) where delivered_at is null;
create unique index delivery_once_per_question on delivery (owner_id, question_id) where question_id is not null;

create table checkpoint (
  owner_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  number integer not null check (number > 0),
  message text not null,
  commit text not null check (commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  tree text not null check (tree ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  reason text not null check (reason in ('turn_end', 'before_rewind', 'as_found', 'merge', 'asked', 'completed')),
  phase text not null,
  epoch bigint not null,
  files_changed integer not null check (files_changed >= 0),
  lines_added integer not null check (lines_added >= 0),
  lines_removed integer not null check (lines_removed >= 0),
  -- its place in the conversation: the head's segment, and in it the newest message
  segment_id uuid,
  message_seq bigint not null check (message_seq >= 0),
  message_index integer not null,
  warnings jsonb not null default '[]',
  -- set once its bundle and all that this one builds on are complete in the blob store
  bundled boolean not null default false,
  -- the task went on elsewhere without it, because its bundle had not come: it is on this daemon's machine
  left_on uuid,
  -- a rewind left what it holds behind for good: it is kept as the way back for a while, and listed no more
  discarded_at timestamptz,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  unique (owner_id, task_id, number),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, segment_id) references segment (owner_id, id),
  foreign key (owner_id, left_on) references daemon (owner_id, id),
  check (left_on is null or not bundled)
);
create index checkpoint_unbundled on checkpoint (owner_id, task_id, number) where not bundled and left_on is null;

-- A git bundle of a checkpoint, or (without a task) of a contract's branch: what another machine needs to go on. Its bytes are in the blob store.
create table bundle (
  owner_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  task_id uuid,
  number integer not null check (number > 0),
  commit text not null check (commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  -- the one that it builds on; null: it is whole
  parent_id uuid,
  daemon_id uuid not null,
  -- [{size, sha256}], in their order: the same parts again are the same upload
  parts jsonb not null,
  completed_at timestamptz,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, parent_id) references bundle (owner_id, id),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id)
);
create unique index bundle_one_complete on bundle (owner_id, contract_id, task_id, number) nulls not distinct where completed_at is not null;
create index bundle_by_commit on bundle (owner_id, contract_id, commit) where completed_at is not null;
create index bundle_unfinished on bundle (created_at) where completed_at is null;

create table bundle_part (
  owner_id uuid not null,
  bundle_id uuid not null,
  number integer not null check (number >= 0),
  received_at timestamptz not null default app_now(),
  primary key (owner_id, bundle_id, number),
  foreign key (owner_id, bundle_id) references bundle (owner_id, id)
);

-- The blob store when it is the database: in pieces, so that neither a row nor a record of the log grows large.
create table blob_piece (
  owner_id uuid not null references owner (id),
  key text not null check (length(key) between 1 and 200),
  number integer not null check (number >= 0),
  bytes bytea not null check (octet_length(bytes) <= 1048576),
  primary key (owner_id, key, number)
);
alter table blob_piece alter column bytes set storage external;

alter table task add foreign key (owner_id, base_on_checkpoint_id) references checkpoint (owner_id, id);
alter table task add foreign key (owner_id, restore_checkpoint_id) references checkpoint (owner_id, id);

-- What a daemon is told. Read as «not acknowledged», never by a cursor; done once by id.
create table command (
  owner_id uuid not null,
  id uuid not null,
  daemon_id uuid not null,
  task_id uuid,
  epoch bigint,
  contract_id uuid,
  kind text not null,
  payload jsonb not null,
  created_at timestamptz not null default app_now(),
  acknowledged_at timestamptz,
  -- only of commands that ask for the daemon's hands: what came of it
  result jsonb,
  finished_at timestamptz,
  primary key (owner_id, id),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  check ((result is null) = (finished_at is null))
);
create index command_to_inspect on command (owner_id, task_id, epoch) where kind = 'inspect_worktree';
create index command_to_deliver on command (owner_id, daemon_id, created_at) where acknowledged_at is null;

-- One agent's program on one daemon: while the starts of several tasks fail one after the other, no further task is tried with it.
create table agent_breaker (
  owner_id uuid not null,
  daemon_id uuid not null,
  agent text not null,
  status text not null default 'closed' check (status in ('closed', 'open', 'probing')),
  -- the tasks whose starts failed in a row, while it is closed
  failed_task_ids uuid[] not null default '{}',
  first_failed_at timestamptz,
  last_failed_at timestamptz,
  -- the agent's last words when it failed last
  detail text not null default '',
  openings integer not null default 0 check (openings >= 0),
  -- when one task may be tried, the probe
  retry_at timestamptz,
  probe_task_id uuid,
  probe_epoch bigint,
  primary key (owner_id, daemon_id, agent),
  foreign key (owner_id, daemon_id) references daemon (owner_id, id),
  foreign key (owner_id, probe_task_id) references task (owner_id, id),
  check ((status = 'closed') = (openings = 0)),
  check (status = 'closed' or cardinality(failed_task_ids) = 0),
  check ((status = 'open') = (retry_at is not null)),
  check ((status = 'probing') = (probe_task_id is not null)),
  check ((status = 'probing') = (probe_epoch is not null))
);

create table restoration (
  owner_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  task_id uuid not null,
  task_kind text not null check (task_kind in ('supervisor', 'worker', 'reviewer')),
  number integer not null check (number > 0),
  epoch bigint not null check (epoch > 0),
  source text not null check (source in ('daemon_restart', 'task_reassignment', 'manual', 'server_restart')),
  previous_state text not null,
  plan text not null check (plan in ('proceed', 'use_checkpoint', 'start_fresh', 'manual_intervention')),
  reason text not null,
  checkpoint_id uuid,
  report jsonb not null,
  notice text not null,
  outcome text not null check (outcome in ('done', 'held', 'failed')),
  created_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  -- the run's row is written later in the same transaction
  foreign key (owner_id, task_id, epoch) references run (owner_id, task_id, epoch) deferrable initially deferred,
  foreign key (owner_id, checkpoint_id) references checkpoint (owner_id, id)
);
create index restoration_by_time on restoration (owner_id, created_at);
-- One that is held has the number that it will have when it is done; it counts when it is done.
create unique index restoration_counted on restoration (owner_id, task_id, number) where outcome = 'done';
create index restoration_by_contract on restoration (owner_id, contract_id, created_at, id);
create trigger restoration_append_only before update or delete on restoration for each row execute function refuse_change();

create table finding (
  owner_id uuid not null,
  id uuid not null,
  contract_id uuid not null,
  task_id uuid not null,
  severity text not null check (severity in ('info', 'minor', 'major', 'critical')),
  text text not null check (length(text) between 1 and 65536),
  files jsonb not null default '[]',
  created_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, task_id) references task (owner_id, id)
);

create table idempotency (
  -- a caller's own; the reference would lock the owner's row at each write of every one of its people
  owner_id uuid not null,
  -- the endpoint's name
  route text not null,
  key text not null check (length(key) between 1 and 255),
  body_hash bytea not null check (length(body_hash) = 32),
  status smallint not null,
  -- JSON, deflated
  answer bytea not null,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, route, key)
);
