// Reads idempotency records.
import { statement } from "../../../db/database.ts";

export type RecordRow = { body_hash: Buffer; status: number; answer: Buffer };

export const SELECT_RECORD = statement(
  "select-idempotency-record",
  "select body_hash, status, answer from idempotency where owner_id = $1 and route = $2 and key = $3",
);
