// The only writer of owners and their keys.
import { statement } from "../db/database.ts";

export const INSERT_OWNER = statement("insert-owner", "insert into owner (id, name) values ($1, $2)");

export const INSERT_KEY = statement(
  "insert-key",
  `insert into api_key (owner_id, id, name, prefix, hash, scope) values ($1, $2, $3, $4, $5, $6)
   returning id, name, prefix, scope, created_at, last_used_at, revoked_at`,
);

export const REVOKE_KEY = statement(
  "revoke-key",
  `update api_key set revoked_at = coalesce(revoked_at, app_now()) where owner_id = $1 and id = $2
   returning id, name, prefix, scope, created_at, last_used_at, revoked_at`,
);

export const TOUCH_KEY = statement(
  "touch-key",
  "update api_key set last_used_at = app_now() where owner_id = $1 and id = $2",
);
