// The bundles that together hold a commit, in the order in which they are to be taken in.
import type { ChainBundle } from "@makima/protocol/mesh";
import { type Reader, statement } from "../db/database.ts";
import { BUNDLE_COLUMNS } from "./reader.ts";

// What a contract began from lies in each whole bundle of it.
const CHAIN = statement(
  "bundle-chain",
  `with recursive chain as (
     (select b.id, b.parent_id, 0 as depth from bundle b
      where b.owner_id = $1 and b.contract_id = $2 and b.completed_at is not null
        and (b.commit = $3 or (b.parent_id is null and exists (
          select 1 from contract c where c.owner_id = $1 and c.id = $2 and c.base_commit = $3)))
      order by (b.commit = $3) desc, b.created_at limit 1)
     union all
     select p.id, p.parent_id, chain.depth + 1 from chain
     join bundle p on p.owner_id = $1 and p.id = chain.parent_id and p.completed_at is not null
   )
   select ${BUNDLE_COLUMNS}, b.parent_id is null as "isWhole" from chain join bundle b on b.owner_id = $1 and b.id = chain.id
   order by chain.depth desc`,
);

/** Empty when there is none, or a link of the chain is missing. */
export async function readChain(
  reader: Reader,
  of: { ownerId: string; contractId: string; commit: string },
): Promise<{ bundles: ChainBundle[] }> {
  const rows = await reader.rows<ChainBundle & { isWhole: boolean }>(CHAIN, [
    of.ownerId,
    of.contractId,
    of.commit,
  ]);
  if (rows[0]?.isWhole !== true) return { bundles: [] };
  return {
    bundles: rows.map(({ id, contractId, taskId, number, commit, parts }) => ({
      ...{ id, contractId, taskId, number, commit },
      parts,
    })),
  };
}
