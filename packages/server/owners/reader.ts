// Reads owners and their keys.
import type { Key } from "@makima/protocol/keys";
import { statement } from "../db/database.ts";

export type KeyRow = {
  id: string;
  name: string;
  prefix: string;
  scope: "owner" | "read";
  kind: "key" | "session";
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
};

export const toKey = (row: KeyRow): Key => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scope: row.scope,
  kind: row.kind,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
});

/** Newest first; ids sort by the time of their making. */
export const SELECT_KEYS = statement(
  "select-keys",
  `select id, name, prefix, scope, kind, created_at, last_used_at, expires_at, revoked_at
   from api_key where owner_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
);

// The owner is not known yet: the hash of 256 random bits is what names him.
export const SELECT_KEY_BY_HASH = statement(
  "select-key-by-hash",
  `select owner_id, id, scope, hash from api_key
   where hash = $1 and revoked_at is null and (expires_at is null or expires_at > app_now())`,
);

export const SELECT_REVOKED = statement(
  "select-revoked-keys",
  "select id from api_key where id = any ($1::uuid[]) and (revoked_at is not null or expires_at <= app_now())",
);

export const LOCK_FIRST_OWNER = statement("lock-first-owner", "select pg_advisory_xact_lock(7420002)");

export const HAS_OWNER = statement("has-owner", "select 1 from owner limit 1");
