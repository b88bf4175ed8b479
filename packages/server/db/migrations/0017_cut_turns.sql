-- Whether a run's last turn was cancelled: what its agent was told in that moment it may never have heard.
alter table run add column turn_cut boolean not null default false;
