// What an owner's turns used in a time, summed as the caller wants it.
import { NO_USAGE, type Usage } from "@makima/core/usage";
import { Refusal } from "@makima/protocol/errors";
import type { UsageItem, usageEndpoints } from "@makima/protocol/usage";
import type { z } from "zod";
import { loadContract, USAGE_COLUMN } from "../contracts/contracts.ts";
import { type Statement, statement } from "../db/database.ts";
import type { Principal, World } from "../world.ts";

type Query = z.output<typeof usageEndpoints.getUsage.query>;
type Answer = z.output<typeof usageEndpoints.getUsage.answer>;

const MOST_ITEMS = 500;

const SUMS = `sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(cache_read_tokens) as cache_read_tokens,
   sum(cache_write_tokens) as cache_write_tokens, sum(cost_usd) as cost_usd, sum(duration_ms) as duration_ms, count(*) as turns`;
const RANGE = `from turn_usage where owner_id = $1 and ($2::timestamptz is null or ended_at >= $2) and ($3::timestamptz is null or ended_at < $3)
   and ($4::uuid is null or contract_id = $4)`;
const DAY = "(ended_at at time zone 'UTC')::date::text";

const grouped = (
  name: string,
  by: { key: string; name: string; joins?: string; order?: string },
): Statement =>
  statement(
    name,
    `select u.key, ${by.name} as name, ${USAGE_COLUMN} as usage
     from (select ${by.key} as key, ${SUMS} ${RANGE} group by 1) u ${by.joins ?? ""}
     order by ${by.order ?? "u.cost_usd desc, u.input_tokens + u.output_tokens desc, u.key"} limit ${MOST_ITEMS + 1}`,
  );

const BY: Record<Query["by"], Statement> = {
  day: grouped("usage-by-day", { key: DAY, name: "u.key", order: "u.key" }),
  agent: grouped("usage-by-agent", { key: "agent", name: "u.key" }),
  contract: grouped("usage-by-contract", {
    key: "contract_id",
    name: "c.name",
    joins: "join contract c on c.owner_id = $1 and c.id = u.key",
  }),
  task: grouped("usage-by-task", {
    key: "task_id",
    name: "c.name || ' / ' || t.name",
    joins: `join task t on t.owner_id = $1 and t.id = u.key join contract c on c.owner_id = t.owner_id and c.id = t.contract_id`,
  }),
};

const TOTAL = statement("usage-total", `select ${USAGE_COLUMN} as usage from (select ${SUMS} ${RANGE}) u`);

/** Throws TIMES_REVERSED, and NOT_FOUND where the contract is named and is none of this owner's. */
export async function getUsage(
  world: World,
  { ownerId }: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { from = null, to = null, contractId = null, by } = query;
  if (from !== null && to !== null && from > to)
    throw new Refusal("TIMES_REVERSED", "the time ends before it begins");
  if (contractId !== null) await loadContract(world.db, { ownerId, contractId });
  const values = [ownerId, from, to, contractId];
  const [items, total] = await Promise.all([
    world.db.rows<UsageItem>(BY[by], values),
    world.db.row<{ usage: Usage }>(TOTAL, values),
  ]);
  return {
    items: items.slice(0, MOST_ITEMS),
    total: total?.usage ?? NO_USAGE,
    isCut: items.length > MOST_ITEMS,
  };
}
