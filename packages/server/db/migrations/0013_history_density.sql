-- How much of a contract's history falls into each piece of time: read from this index alone. The columns behind the key are all that is counted by.
create index history_by_time on history (owner_id, contract_id, created_at) include (number, task_id, type);
