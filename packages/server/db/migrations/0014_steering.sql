-- Messages that are given to a turn while it runs: whether a run's agent takes them, and the run that one was given to. It counts as delivered
-- once that run tells that its agent has taken it in.
alter table run add column can_steer boolean not null default false;
alter table delivery add column steered_epoch bigint;
