// Lists the rules that count, the oldest first.
import type { Rule, ruleEndpoints } from "@makima/protocol/rules";
import type { z } from "zod";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
import type { Principal, World } from "../world.ts";
import { type RuleRow, showRule } from "./reader.ts";
import { RULE_COLUMNS } from "./writer.ts";

type Query = z.output<typeof ruleEndpoints.listRules.query>;
type Answer = z.output<typeof ruleEndpoints.listRules.answer>;

const LIST_RULES = statement(
  "list-rules",
  `select ${RULE_COLUMNS}, r.created_at::text as place from rule r
   where r.owner_id = $1 and ($2::uuid is null or r.contract_id = $2 or r.contract_id is null) and r.removed_at is null
     and ($3::timestamptz is null or (r.created_at, r.id) > ($3::timestamptz, $4::uuid))
   order by r.created_at, r.id limit $5`,
);

/** Throws INVALID_CURSOR. */
export const listRules = (
  world: World,
  { ownerId }: Principal,
  { query }: { query: Query },
): Promise<Answer> =>
  readList<RuleRow & Placed, Rule>(world.db, {
    name: "rules",
    ownerId,
    page: query,
    statement: LIST_RULES,
    values: [query.contractId ?? null],
    idOf: ({ id }) => id,
    show: showRule,
  });
