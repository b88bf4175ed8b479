-- How browsers sign in: sessions are keys with an end, made by a link that works once; a socket is opened with a ticket that works once.

alter table api_key
  add column kind text not null default 'key' check (kind in ('key', 'session')),
  add column expires_at timestamptz,
  add check ((kind = 'session') <= (expires_at is not null));

create table one_time_token (
  owner_id uuid not null references owner (id),
  id uuid not null,
  -- sign_in: makes a session; stream: opens one socket for the key that asked
  kind text not null check (kind in ('sign_in', 'stream')),
  hash bytea not null unique check (length(hash) = 32),
  -- the key that asked for it: when that is revoked, it is worth nothing
  key_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default app_now(),
  primary key (owner_id, id),
  foreign key (owner_id, key_id) references api_key (owner_id, id)
);
create index one_time_token_by_end on one_time_token (owner_id, expires_at);
