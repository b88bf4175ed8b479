// The newest daemon's word that a contract's repository is of no use.
import { checkResult, meshCommand } from "@makima/protocol/mesh";
import type { RepositoryCheck } from "../contracts/contracts.ts";
import { statement, type Tx } from "../db/database.ts";

const VERDICT = statement(
  "newest-bad-check",
  `select k.daemon_id as "daemonId", k.payload, k.result -> 'value' as outcome from command k
   join contract c on c.owner_id = k.owner_id and c.id = k.contract_id and k.created_at >= c.updated_at
   where k.owner_id = $1 and k.contract_id = $2 and k.kind = 'check_repository' and k.result -> 'value' ->> 'ok' = 'false'
   order by k.finished_at desc limit 1`,
);

export async function readVerdict(
  tx: Tx,
  { ownerId, contractId }: { ownerId: string; contractId: string },
): Promise<Omit<RepositoryCheck, "contract"> | null> {
  const row = await tx.row<{ daemonId: string; payload: unknown; outcome: unknown }>(VERDICT, [
    ownerId,
    contractId,
  ]);
  if (row === null) return null;
  const asked = meshCommand.parse(row.payload);
  if (asked.kind !== "check_repository") return null;
  return { daemonId: row.daemonId, asked, outcome: checkResult.parse(row.outcome) };
}
