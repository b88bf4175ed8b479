// Which of these keys are revoked: asked again and again for the sockets that were opened with them.
import type { Reader } from "../db/database.ts";
import { SELECT_REVOKED } from "./reader.ts";

export async function findRevokedKeys(db: Reader, keyIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ id: string }>(SELECT_REVOKED, [keyIds]);
  return new Set(rows.map(({ id }) => id));
}
