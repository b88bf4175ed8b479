// The only writer of the remote table. Whoever runs one of these holds the contract's lock.
import { statement } from "../db/database.ts";

export const INSERT_REMOTE = statement(
  "insert-remote",
  "insert into remote (owner_id, contract_id) values ($1, $2)",
);

export const SET_BASE_FETCHED = statement(
  "set-remote-base-fetched",
  `update remote set base_fetched_at = app_now(), problem = null, failures = 0, retry_at = null
   where owner_id = $1 and contract_id = $2`,
);

/** Tried again after 5 s, then after twice as long, up to 5 min. */
export const SET_REMOTE_TROUBLE = statement(
  "set-remote-trouble",
  `update remote set problem = $3::jsonb, failures = failures + 1, rejected_commit = coalesce($4, rejected_commit),
     retry_at = app_now() + least(interval '5 minutes', interval '5 seconds' * power(2, least(failures, 10)))
   where owner_id = $1 and contract_id = $2`,
);

export const SET_PUSHED = statement(
  "set-remote-pushed",
  `update remote set pushed_commit = $3, pushed_at = app_now(), problem = null, failures = 0, retry_at = null, rejected_commit = null
   where owner_id = $1 and contract_id = $2`,
);
