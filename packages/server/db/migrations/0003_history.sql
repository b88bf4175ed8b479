-- What history is read by: one order of all that happened in a contract, and the words of it. Reconcilers fill both behind the save points,
-- from rows that are there already; both could be emptied and would be filled again.

-- Messages and events of all tasks of a contract in one order. A checkpoint is its event.
create table history (
  owner_id uuid not null,
  contract_id uuid not null,
  number bigint not null check (number > 0),
  kind text not null check (kind in ('message', 'event')),
  task_id uuid,
  -- the message's number in its task, or the event's in its contract
  source bigint not null,
  -- the event's, or "message." and the role
  type text not null,
  phase text not null,
  created_at timestamptz not null,
  primary key (owner_id, contract_id, number),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  check (kind = 'event' or task_id is not null)
);
create index history_by_task on history (owner_id, task_id, number) where task_id is not null;
create index history_phases on history (owner_id, contract_id, number) where type = 'phase.changed';
create trigger history_append_only before update or delete on history for each row execute function refuse_change();

-- How far a contract's order goes: its last number, and the newest event that has one.
create table history_place (
  owner_id uuid not null,
  contract_id uuid not null,
  last_number bigint not null default 0 check (last_number >= 0),
  event_number bigint not null default 0 check (event_number >= 0),
  primary key (owner_id, contract_id),
  foreign key (owner_id, contract_id) references contract (owner_id, id)
) with (fillfactor = 50);

create table history_task (
  owner_id uuid not null,
  task_id uuid not null,
  message_seq bigint not null check (message_seq >= 0),
  primary key (owner_id, task_id),
  foreign key (owner_id, task_id) references task (owner_id, id)
) with (fillfactor = 50);

create index segment_forks on segment (owner_id, parent_id) where reason = 'fork';

-- The words of a text: without dictionaries, since they are of any language and of code. All punctuation parts words, so that a path, a flag
-- and an identifier are found by their parts; scripts that put no spaces between words are taken letter by letter. `translate` of the
-- punctuation took three times as long as all the rest.
create function search_words(given text) returns tsvector language sql immutable parallel safe as
$$ select to_tsvector('simple', regexp_replace(
     case when octet_length(given) = length(given) then given else regexp_replace(given,
       '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF])', ' \1 ', 'g') end,
     '[!-/:-@[-`{-~]+', ' ', 'g')) $$;

-- What of a message is searched: the tool's name, every text in what it was given, and what was said.
create function search_text(content text, tool_name text, tool_input jsonb) returns text language sql immutable parallel safe as
$$ select concat_ws(E'\n', tool_name,
     (select string_agg(value #>> '{}', E'\n') from jsonb_path_query(tool_input, 'strict $.** ? (@.type() == "string")') as value),
     nullif(content, '')) $$;

-- A document is a piece of at most 32,768 characters of a message or a goal, or consecutive pieces of output of one call. `words` holds
-- besides the words of the text some that begin with "/", which no text has: owner, contract, kind, and the group of 1,024 and of 16,384
-- documents that it is in, so that one index finds the newest hits of a common word without looking at the others.
create table search_document (
  owner_id uuid not null,
  number bigint not null check (number > 0),
  kind text not null check (kind in ('message', 'output', 'goal')),
  contract_id uuid not null,
  task_id uuid,
  -- the message, or the first and the last piece of output
  seq bigint not null default 0,
  last_seq bigint not null default 0,
  piece integer not null default 0 check (piece >= 0),
  words tsvector not null,
  created_at timestamptz not null,
  primary key (owner_id, number),
  foreign key (owner_id, contract_id) references contract (owner_id, id),
  check (kind = 'goal' or task_id is not null)
);
create index search_document_words on search_document using gin (words) with (gin_pending_list_limit = 1024);
create index search_document_goal on search_document (owner_id, contract_id, task_id) where kind = 'goal';

create table search_head (
  owner_id uuid primary key references owner (id),
  last_number bigint not null default 0 check (last_number >= 0)
);

-- Up to where a contract's history, and a task's output, are in the index.
create table search_place (
  owner_id uuid not null,
  contract_id uuid not null,
  history_number bigint not null check (history_number >= 0),
  primary key (owner_id, contract_id),
  foreign key (owner_id, contract_id) references contract (owner_id, id)
) with (fillfactor = 50);

create table search_output (
  owner_id uuid not null,
  task_id uuid not null,
  output_seq bigint not null check (output_seq >= 0),
  primary key (owner_id, task_id),
  foreign key (owner_id, task_id) references task (owner_id, id)
) with (fillfactor = 50);
