-- What an owner wants of each agent of a contract, by the agent's name: {"codex": {"effort": "low"}}.
alter table contract add column agent_options jsonb not null default '{}';
