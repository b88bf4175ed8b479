// The only writer of owners and their keys.
import { statement } from "../db/database.ts";

export const INSERT_OWNER = statement("insert-owner", "insert into owner (id, name) values ($1, $2)");

export const INSERT_KEY = statement(
  "insert-key",
  `insert into api_key (owner_id, id, name, prefix, hash, scope, kind, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, app_now() + $8::int * interval '1 second')
   returning id, name, prefix, scope, kind, created_at, last_used_at, expires_at, revoked_at`,
);

export const REVOKE_KEY = statement(
  "revoke-key",
  `update api_key set revoked_at = coalesce(revoked_at, app_now()) where owner_id = $1 and id = $2
   returning id, name, prefix, scope, kind, created_at, last_used_at, expires_at, revoked_at`,
);

export const TOUCH_KEY = statement(
  "touch-key",
  "update api_key set last_used_at = app_now() where owner_id = $1 and id = $2",
);

export const INSERT_ONE_TIME_TOKEN = statement(
  "insert-one-time-token",
  `insert into one_time_token (owner_id, id, kind, hash, key_id, expires_at)
   values ($1, $2, $3, $4, $5, app_now() + $6::int * interval '1 second') returning expires_at`,
);

// The owner is not known yet: the hash of 256 random bits is what names him. Of two that use it at once, one finds the row unused.
export const USE_ONE_TIME_TOKEN = statement(
  "use-one-time-token",
  `update one_time_token t set used_at = app_now() from api_key k
   where t.hash = $1 and t.kind = $2 and t.used_at is null and t.expires_at > app_now()
     and k.owner_id = t.owner_id and k.id = t.key_id and k.revoked_at is null
   returning t.owner_id, t.key_id, k.scope`,
);

/** Those of an owner that are no use to anybody any more. */
export const DELETE_OLD_ONE_TIME_TOKENS = statement(
  "delete-old-one-time-tokens",
  `delete from one_time_token where owner_id = $1 and expires_at < app_now() - interval '1 day'`,
);
