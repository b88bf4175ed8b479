-- What an agent that lives was refused last, and how often in a row, until a turn of it ends well: {kind, inARow}.
alter table task add column refusal jsonb;
-- those that wake by themselves, and those about which a person has to be asked
create index task_to_wake on task (not_before) where blocked ? 'wakes';
create index task_to_ask on task (owner_id, id) where blocked ? 'asks';
