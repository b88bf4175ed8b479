-- What is known of the remote of a contract whose repository is a URL: when its base was fetched for the start, what was pushed to it, and why the
-- newest try at either came to nothing.

create table remote (
  owner_id uuid not null,
  contract_id uuid not null,
  -- the contract begins with the base as it stood then
  base_fetched_at timestamptz,
  -- {code, message, mend} of the newest try that came to nothing; how many there were in a row, and when the next one is due
  problem jsonb,
  failures integer not null default 0 check (failures >= 0),
  retry_at timestamptz,
  -- where our newest push left the contract's branch there
  pushed_commit text check (pushed_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  pushed_at timestamptz,
  -- what the remote said no to: not tried again by itself
  rejected_commit text check (rejected_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  primary key (owner_id, contract_id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  check ((pushed_commit is null) = (pushed_at is null)),
  check ((problem is null) = (failures = 0))
);
create index remote_base_awaited on remote (owner_id, contract_id) where base_fetched_at is null;
create index command_to_remote on command (owner_id, contract_id) where kind in ('fetch_base', 'deliver') and finished_at is null;

alter table contract
  add column include_uncommitted boolean not null default false,
  add column include_untracked boolean not null default false,
  -- {filesChanged, files, warnings}: what it begins with of the person's uncommitted changes
  add column carried jsonb,
  add check (include_uncommitted or not include_untracked),
  add check (include_uncommitted or carried is null);
