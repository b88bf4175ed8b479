// The owner's contracts, the newest change first.
import type { Contract, contractEndpoints } from "@makima/protocol/contracts";
import type { z } from "zod";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
import type { Principal, World } from "../world.ts";
import { type ContractView, SELECT_VIEW, showContract } from "./view-contract.ts";

type Query = z.infer<typeof contractEndpoints.listContracts.query>;
type Answer = z.infer<typeof contractEndpoints.listContracts.answer>;

// The search is a plain search for a piece of text, without wildcards.
const LIST_CONTRACTS = statement(
  "list-contracts",
  `${SELECT_VIEW}
   where c.owner_id = $1 and (c.archived_at is not null) = $2
     and ($3::text is null or c.status = $3) and ($4::text is null or c.phase = $4) and ($5::text is null or s.state = $5)
     and ($6::text is null or position(lower($6) in lower(c.name)) > 0 or position(lower($6) in lower(c.goal)) > 0)
     and ($7::timestamptz is null or (c.updated_at, c.id) < ($7::timestamptz, $8::uuid))
   order by c.updated_at desc, c.id desc limit $9`,
);

/** Archived ones only when they are asked for. Throws INVALID_CURSOR. */
export const listContracts = (
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> =>
  readList<ContractView & Placed, Contract>(world.db, {
    name: "contracts",
    ownerId: principal.ownerId,
    page: query,
    statement: LIST_CONTRACTS,
    values: [
      query.archived ?? false,
      query.status ?? null,
      query.phase ?? null,
      query.state ?? null,
      query.q ?? null,
    ],
    idOf: ({ id }) => id,
    show: showContract,
  });
