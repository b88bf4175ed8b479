// The only writer of bundles and their parts.
import { statement } from "../db/database.ts";

export const INSERT_BUNDLE = statement(
  "insert-bundle",
  `insert into bundle (owner_id, id, contract_id, task_id, number, commit, parent_id, daemon_id, parts)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)`,
);

export const INSERT_PART = statement(
  "insert-bundle-part",
  "insert into bundle_part (owner_id, bundle_id, number) values ($1, $2, $3) on conflict do nothing",
);

export const SET_COMPLETE = statement(
  "set-bundle-complete",
  "update bundle set completed_at = app_now() where owner_id = $1 and id = $2 and completed_at is null",
);

/** A damaged bundle, and all that build on it, count as never come. Gives what they held. */
export const RETRACT = statement(
  "retract-bundle",
  `with recursive lost as (
     select id from bundle where owner_id = $1 and id = $2
     union select b.id from bundle b join lost on b.parent_id = lost.id where b.owner_id = $1
   )
   update bundle set completed_at = null, created_at = app_now()
   where owner_id = $1 and id in (select id from lost) and completed_at is not null
   returning task_id as "taskId", number, commit`,
);

export const DELETE_PART = statement(
  "delete-bundle-part",
  "delete from bundle_part where owner_id = $1 and bundle_id = $2 and number = $3",
);

export const DELETE_PARTS = statement(
  "delete-bundle-parts",
  "delete from bundle_part where owner_id = $1 and bundle_id = $2",
);

export const DELETE_UNFINISHED = statement(
  "delete-unfinished-bundle",
  "delete from bundle where owner_id = $1 and id = $2 and completed_at is null",
);
