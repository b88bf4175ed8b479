// The only writer of rules.
import { statement } from "../db/database.ts";

export const RULE_COLUMNS = `r.id, r.contract_id as "contractId", r.effect, r.tool, r.command, r.path, r.question_id as "questionId",
  r.created_by as "createdBy", r.created_at as "createdAt", r.removed_at as "removedAt"`;

/** The same rule again is the one that there is. `isNew`: it was made by this statement. */
export const INSERT_RULE = statement(
  "insert-rule",
  `insert into rule as r (owner_id, id, contract_id, effect, tool, command, path, question_id, created_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   on conflict (owner_id, contract_id, effect, tool, command, path) where removed_at is null do update set effect = r.effect
   returning ${RULE_COLUMNS}, r.id = $2 as "isNew"`,
);

export const REMOVE_RULE = statement(
  "remove-rule",
  `update rule r set removed_at = app_now() where r.owner_id = $1 and r.id = $2 and r.removed_at is null returning ${RULE_COLUMNS}`,
);
