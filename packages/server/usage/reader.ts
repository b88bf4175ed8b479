// What was used, as rows hold it, and whether a contract has used up its budget.
import { type Budget, levelsOf, standingOf, WARNING_PERCENT } from "@makima/core/budget";
import type { Usage } from "@makima/core/usage";
import { USAGE_COLUMN } from "../contracts/contracts.ts";
import { type Reader, statement } from "../db/database.ts";

const uses = (share: number): string =>
  `((u.input_tokens + u.output_tokens + u.cache_read_tokens + u.cache_write_tokens) >= (c.budget ->> 'tokens')::numeric * ${share}
    or u.cost_usd >= (c.budget ->> 'dollars')::numeric * ${share}
    or u.duration_ms >= (c.budget ->> 'minutes')::numeric * 60000 * ${share}) is true`;

/** Of a contract c and its sums u, which the query joins: as `standingOf` says it of the same figures. */
export const USES_ALL = uses(1);
export const USES_MOST = uses(WARNING_PERCENT / 100);

/** Of a contract that the query calls c: no turn of it begins any more. */
export const IS_BUDGET_SPENT = `(c.budget is not null and exists (
  select 1 from contract_usage u where u.owner_id = c.owner_id and u.contract_id = c.id and ${USES_ALL}))`;

const READ_USAGE = statement(
  "read-contract-usage",
  `select ${USAGE_COLUMN} as usage, u.warned_budget as "warnedBudget" from (select 1) as one
   left join contract_usage u on u.owner_id = $1 and u.contract_id = $2`,
);

/** `warnedBudget`: the one that a warning was given for. */
export async function readContractUsage(
  reader: Reader,
  { ownerId, contractId }: { ownerId: string; contractId: string },
): Promise<{ usage: Usage; warnedBudget: Budget | null }> {
  const row = await reader.row<{ usage: Usage; warnedBudget: Budget | null }>(READ_USAGE, [
    ownerId,
    contractId,
  ]);
  if (row === null) throw new Error("the usage of a contract cannot be read");
  return row;
}

/** Whether this usage leaves room for another turn. */
export const isSpent = (budget: Budget, usage: Usage): boolean =>
  standingOf(levelsOf(budget, usage)) === "spent";
