// Makes a rule within another's transaction, and tells its contract's journal of it.
import { type RuleEffect, type RulePattern, tellRule } from "@makima/core/rule";
import type { Rule } from "@makima/protocol/rules";
import { loadContract } from "../contracts/contracts.ts";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { type RuleRow, showRule } from "./reader.ts";
import { INSERT_RULE } from "./writer.ts";

export type NewRule = {
  ownerId: string;
  id: string;
  /** null: of all contracts of the owner */
  contractId: string | null;
  effect: RuleEffect;
  pattern: RulePattern;
  questionId: string | null;
  actor: Actor;
};

/** Gives the one that there is when the same was made before. Throws NOT_FOUND where the contract is none of this owner's. */
export async function makeRule(tx: Tx, rule: NewRule): Promise<Rule> {
  const { ownerId, contractId, effect, pattern, questionId, actor } = rule;
  const contract = contractId === null ? null : await loadContract(tx, { ownerId, contractId });
  const { tool, command, path } = pattern;
  const values = [ownerId, rule.id, contractId, effect, tool, command, path, questionId, actor.id];
  const row = await tx.row<RuleRow & { isNew: boolean }>(INSERT_RULE, values);
  if (row === null) throw new Error("the rule was not made");
  if (row.isNew && contract !== null)
    await appendEvents(tx, { ownerId, contractId: contract.id }, [
      {
        type: "rule.added",
        actor,
        phase: contract.phase,
        data: { ruleId: row.id, rule: tellRule({ effect, ...pattern }) },
      },
    ]);
  return showRule(row);
}
