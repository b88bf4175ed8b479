-- Up to which message a run was looked at for work that repeats, and the turn for which that was told.
alter table run add column looked_seq bigint not null default 0;
alter table run add column loop_turn integer;
