// The only writer of restorations.
import { statement } from "../db/database.ts";

export const INSERT_RESTORATION = statement(
  "insert-restoration",
  `insert into restoration (owner_id, id, contract_id, task_id, task_kind, number, epoch, source, previous_state, plan, reason, report, notice, outcome)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);
