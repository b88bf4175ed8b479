// Rules as rows, and as people see them.
import type { Rule as CoreRule } from "@makima/core/rule";
import type { Rule } from "@makima/protocol/rules";
import { type Reader, statement } from "../db/database.ts";

export type RuleRow = Omit<Rule, "createdAt" | "removedAt"> & { createdAt: Date; removedAt: Date | null };

// Those of the contract speak first, so that an event names the nearest.
const RULES_FOR = statement(
  "rules-for-contract",
  `select id, effect, tool, command, path from rule
   where owner_id = $1 and (contract_id = $2 or contract_id is null) and removed_at is null
   order by contract_id nulls last, created_at, id`,
);

const HAS_DENIALS = statement(
  "has-denials",
  `select 1 as one from rule where owner_id = $1 and (contract_id = $2 or contract_id is null) and removed_at is null and effect = 'deny' limit 1`,
);

type OfContract = { ownerId: string; contractId: string };

/** All that count for a contract: its own and the owner's. */
export const rulesFor = (reader: Reader, { ownerId, contractId }: OfContract): Promise<CoreRule[]> =>
  reader.rows<CoreRule>(RULES_FOR, [ownerId, contractId]);

/** Whether anything is denied there: then nothing is allowed without a look at the rules. */
export const hasDenials = async (reader: Reader, { ownerId, contractId }: OfContract): Promise<boolean> =>
  (await reader.row(HAS_DENIALS, [ownerId, contractId])) !== null;

export const showRule = (row: RuleRow): Rule => ({
  id: row.id,
  contractId: row.contractId,
  effect: row.effect,
  tool: row.tool,
  command: row.command,
  path: row.path,
  questionId: row.questionId,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  removedAt: row.removedAt?.toISOString() ?? null,
});
