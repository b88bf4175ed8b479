-- What an agent that lives was refused last, and how often in a row, until a turn of it ends well: {kind, inARow}.
alter table task add column refusal jsonb;
-- those that wake by themselves, and those about which a person has to be asked
create index task_to_wake on task (not_before) where blocked ? 'wakes';
create index task_to_ask on task (owner_id, id) where blocked ? 'asks';

-- What each turn used, under one set of names, and as its agent told it.
create table turn_usage (
  owner_id uuid not null,
  contract_id uuid not null,
  task_id uuid not null,
  epoch bigint not null check (epoch > 0),
  turn integer not null check (turn > 0),
  agent text not null,
  input_tokens bigint not null check (input_tokens >= 0),
  output_tokens bigint not null check (output_tokens >= 0),
  cache_read_tokens bigint not null check (cache_read_tokens >= 0),
  cache_write_tokens bigint not null check (cache_write_tokens >= 0),
  cost_usd numeric not null check (cost_usd >= 0),
  duration_ms bigint not null check (duration_ms >= 0),
  reported jsonb not null,
  ended_at timestamptz not null default app_now(),
  primary key (owner_id, task_id, epoch, turn),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  foreign key (owner_id, task_id, epoch) references run (owner_id, task_id, epoch)
);
create index turn_usage_by_time on turn_usage (owner_id, ended_at);
create index turn_usage_by_contract on turn_usage (owner_id, contract_id, ended_at);
create trigger turn_usage_append_only before update or delete on turn_usage for each row execute function refuse_change();

-- The sums of a contract with all its tasks: what its budget is compared with before each turn.
create table contract_usage (
  owner_id uuid not null,
  contract_id uuid not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cache_read_tokens bigint not null,
  cache_write_tokens bigint not null,
  cost_usd numeric not null,
  duration_ms bigint not null,
  turns integer not null check (turns > 0),
  -- the budget that a warning was given for
  warned_budget jsonb,
  primary key (owner_id, contract_id),
  foreign key (owner_id, contract_id) references contract (owner_id, id)
) with (fillfactor = 70);

create index contract_with_budget on contract (owner_id, id) where budget is not null and status = 'active';
create index question_of_budget on question (owner_id, contract_id) where question_type = 'budget' and delivered_at is null and status <> 'withdrawn';
