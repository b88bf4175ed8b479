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

/** One row renews the lease of all the daemon's runs. A session that was replaced renews nothing. */
export const BEAT = statement(
  "beat",
  `update daemon set lease_until = app_now() + make_interval(secs => $4::float8 / 1000), last_seen_at = app_now(), heartbeat = $5, strain = $6,
     status = case when drain_asked_at is null then 'online' else 'draining' end
   where owner_id = $1 and id = $2 and session = $3 and revoked_at is null`,
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
