-- What an agent is given beside its task, and what it writes as its own transcript: line by line as it wrote it, so that another machine can go on
-- from it.

-- by the agent's own name for it; null: the agent's choice
alter table task add column model text check (length(model) between 1 and 300);
-- what the repository brings for an agent (hooks, settings, MCP servers) runs
alter table contract add column trust_repository boolean not null default false;

-- The agent by name: its session and its transcript are for no other.
alter table run add column agent text;
-- of the program that was started, where it tells
alter table run add column agent_version text;
-- why the agent got its past back in that way
alter table run add column rung_reason text;
-- what was put right in a transcript before the agent read it, a sentence each
alter table run add column repairs jsonb not null default '[]' check (jsonb_typeof(repairs) = 'array');

create table transcript (
  owner_id uuid not null,
  task_id uuid not null,
  epoch bigint not null check (epoch > 0),
  -- of the first of these lines; the daemon numbers a run's lines 1, 2, 3 …
  source bigint not null check (source > 0),
  lines integer not null check (lines > 0),
  -- by the agent's own name for it
  session text not null,
  -- the turn in which they were written; 0: before the run's first
  turn integer not null check (turn >= 0),
  -- the newest message of the task when they were taken in
  last_seq bigint not null check (last_seq >= 0),
  -- JSON, compressed with gzip
  body bytea not null,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, task_id, epoch, source),
  foreign key (owner_id, task_id, epoch) references run (owner_id, task_id, epoch)
);
create index transcript_by_session on transcript (owner_id, task_id, session, epoch, source);
create trigger transcript_append_only before update or delete on transcript for each row execute function refuse_change();
