// The owner's contracts, the newest change first.
import type { contractEndpoints } from "@makima/protocol/contracts";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf, placeTime } from "../db/page-cursor.ts";
import { readOwnerCursor } from "../journal/read-cursors.ts";
import type { Principal, World } from "../world.ts";
import { type ContractView, SELECT_VIEW, showContract } from "./view-contract.ts";

type Query = z.infer<typeof contractEndpoints.listContracts.query>;
type Answer = z.infer<typeof contractEndpoints.listContracts.answer>;

// The search is a plain search for a piece of text: strpos knows no wildcards.
const LIST_CONTRACTS = statement(
  "list-contracts",
  `${SELECT_VIEW}
   where c.owner_id = $1 and (c.archived_at is not null) = $2
     and ($3::text is null or c.status = $3) and ($4::text is null or c.phase = $4) and ($5::text is null or s.state = $5)
     and ($6::text is null or strpos(lower(c.name), lower($6)) > 0 or strpos(lower(c.goal), lower($6)) > 0)
     and ($7::timestamptz is null or (c.updated_at, c.id) < ($7::timestamptz, $8::uuid))
   order by c.updated_at desc, c.id desc limit $9`,
);

/** Archived ones only when they are asked for. Throws INVALID_CURSOR. */
export async function listContracts(
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { ownerId } = principal;
  const of = { ownerId, list: "contracts", query };
  const after = decodePageCursor(of, query.cursor, z.tuple([placeTime, z.uuid()]));
  const cursor = await readOwnerCursor(world.db, ownerId);
  const found = await world.db.rows<ContractView & { place: string }>(LIST_CONTRACTS, [
    ownerId,
    query.archived ?? false,
    query.status ?? null,
    query.phase ?? null,
    query.state ?? null,
    query.q ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ place, id }) =>
    encodePageCursor(of, [place, id]),
  );
  return { items: rows.map(showContract), nextCursor, cursor };
}
