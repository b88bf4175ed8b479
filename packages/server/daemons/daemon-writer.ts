// Writes what a daemon's connection changes: its session, its lease, its last sign of life.
import { statement } from "../db/database.ts";

/** A new connection: the session grows, so that the older socket's frames are refused. */
export const BEGIN_SESSION = statement(
  "begin-session",
  `update daemon set session = session + 1, boot_id = $3, agents = $4, max_tasks = $5, machine = $7, starts_at_once = $8,
     status = case when drain_asked_at is null then 'online' else 'draining' end,
     lease_until = app_now() + make_interval(secs => $6::float8 / 1000), last_seen_at = app_now()
   where owner_id = $1 and id = $2 and revoked_at is null returning session::int`,
);

/**
 * One row renews the lease of all the daemon's runs, and keeps the newest that each said: $5 is an object of entries by task, and an entry
 * of an older epoch or version changes nothing. A session that was replaced renews nothing. Gives the tasks whose entry is new.
 *
 * With 1,000 runs that all have news: 87 KB of WAL and one row version, in 67–78 ms on a crowded machine. A row for each run was the other
 * way: 36–50 ms, but 130–146 KB and 1,000 dead rows for vacuum, every 5 s.
 */
export const BEAT = statement(
  "beat",
  `with held as materialized (
     select heartbeat from daemon where owner_id = $1 and id = $2 and session = $3 and revoked_at is null for no key update
   ), known as materialized (
     select key, (value ->> 'epoch')::bigint as epoch, (value ->> 'version')::bigint as version from held, jsonb_each(held.heartbeat)
   ), fresh as materialized (
     select said.key, said.value || jsonb_build_object('at', app_now()) as value
     from jsonb_each($5::jsonb) said left join known using (key)
     where known.key is null
       or (known.epoch, known.version) < ((said.value ->> 'epoch')::bigint, (said.value ->> 'version')::bigint)
   )
   update daemon set lease_until = app_now() + make_interval(secs => $4::float8 / 1000), last_seen_at = app_now(),
     heartbeat = case when exists (select from fresh) then daemon.heartbeat || (select jsonb_object_agg(key, value) from fresh)
       else daemon.heartbeat end,
     strain = $6, processes = $7, agents = coalesce($8::jsonb, daemon.agents),
     status = case when drain_asked_at is null then 'online' else 'draining' end
   where owner_id = $1 and id = $2 and session = $3 and revoked_at is null
   returning array(select key from fresh) as fresh`,
);

/** What was said of runs that a newer one has followed, here or at another daemon, and of tasks that are over, is not needed any more. */
export const FORGET_BEATS = statement(
  "forget-beats",
  `update daemon d set heartbeat = kept.entries
   from (
     select coalesce(jsonb_object_agg(said.key, said.value) filter (where t.id is not null), '{}') as entries,
       count(*) filter (where t.id is null) as gone
     from daemon told cross join jsonb_each(told.heartbeat) said
     left join task t on t.owner_id = told.owner_id and t.id = said.key::uuid and t.epoch = (said.value ->> 'epoch')::bigint
       and t.status not in ('done', 'failed', 'cancelled')
     where told.owner_id = $1 and told.id = $2
   ) kept
   where d.owner_id = $1 and d.id = $2 and d.session = $3 and kept.gone > 0`,
);

/** This session's spool is taken in: new work may come. Nothing when another session has taken its place. */
export const SET_READY = statement(
  "set-daemon-ready",
  "update daemon set ready_session = $3 where owner_id = $1 and id = $2 and session = $3",
);

/** Also of one that is offline already: its row is held, so that its lease cannot begin anew before the transaction's end. */
export const SET_OFFLINE = statement(
  "set-daemon-offline",
  "update daemon set status = 'offline' where owner_id = $1 and id = $2 and lease_until < app_now() returning name",
);

/** Asked again, the first time stands. */
export const SET_DRAINING = statement(
  "set-daemon-draining",
  `update daemon set drain_asked_at = coalesce(drain_asked_at, app_now()), status = case when status = 'online' then 'draining' else status end
   where owner_id = $1 and id = $2 and revoked_at is null`,
);

export const SET_NOT_DRAINING = statement(
  "set-daemon-not-draining",
  `update daemon set drain_asked_at = null, status = case when status = 'draining' then 'online' else status end
   where owner_id = $1 and id = $2 and revoked_at is null`,
);
