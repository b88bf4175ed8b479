// The only writer of idempotency records.
import { statement } from "../../../db/database.ts";

/** Refuses the second row of a key. */
export const RECORD_KEY = "idempotency_pkey";

/** The status of a record whose answer is how things stood at its COMMIT (102: processing). */
export const UNFINISHED = 102;

/** Refused when another transaction with the same key came first; while that one is open, this waits for its end. */
export const INSERT_RECORD = statement(
  "insert-idempotency-record",
  `insert into idempotency (owner_id, route, key, body_hash, status, answer) values ($1, $2, $3, $4, $5, $6)`,
);

export const UPDATE_RECORD = statement(
  "update-idempotency-record",
  "update idempotency set status = $4, answer = $5 where owner_id = $1 and route = $2 and key = $3",
);

/** Whoever comes first: its answer is the one that everybody gets. */
export const FINISH_RECORD = statement(
  "finish-idempotency-record",
  `update idempotency set status = $4, answer = $5 where owner_id = $1 and route = $2 and key = $3 and status = ${UNFINISHED}`,
);

/** Nobody sends the same request again after so long. */
export const PRUNE_RECORDS = statement(
  "prune-idempotency-records",
  `delete from idempotency where (owner_id, route, key) in (
     select owner_id, route, key from idempotency where created_at < app_now() - interval '7 days' limit 1000)`,
);
