// Writes join tokens and the daemons that join with them.
import { statement } from "../db/database.ts";

export const INSERT_JOIN_TOKEN = statement(
  "insert-join-token",
  `insert into join_token (owner_id, id, hash, expires_at)
   values ($1, $2, $3, app_now() + make_interval(secs => $4::float8)) returning expires_at`,
);

export const INSERT_DAEMON = statement(
  "insert-daemon",
  "insert into daemon (owner_id, id, name, public_key) values ($1, $2, $3, $4)",
);

export const USE_JOIN_TOKEN = statement(
  "use-join-token",
  "update join_token set used_at = app_now(), daemon_id = $3 where owner_id = $1 and id = $2 and used_at is null",
);
