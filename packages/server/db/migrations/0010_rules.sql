-- What agents may do without asking, and what they may not: of one contract, or of all of an owner's.
create table rule (
  owner_id uuid not null references owner (id),
  id uuid not null,
  contract_id uuid,
  effect text not null check (effect in ('allow', 'deny')),
  tool text check (length(tool) between 1 and 200),
  command text check (length(command) between 1 and 2000),
  path text check (length(path) between 1 and 2000),
  -- the permission that it was made of, when a person answered "always"
  question_id uuid,
  created_by text,
  created_at timestamptz not null default app_now(),
  -- it counts no more; events name it still
  removed_at timestamptz,
  primary key (owner_id, id),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, question_id) references question (owner_id, id),
  check (tool is not null or command is not null or path is not null),
  check (command is null or path is null)
);
-- the same rule is made once
create unique index rule_once on rule (owner_id, contract_id, effect, tool, command, path) nulls not distinct where removed_at is null;
create index rule_by_age on rule (owner_id, created_at, id);
