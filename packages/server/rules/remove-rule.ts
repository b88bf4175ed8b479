// Removes a rule: from the next request on it counts no more.
import { tellRule } from "@makima/core/rule";
import { Refusal } from "@makima/protocol/errors";
import type { Rule } from "@makima/protocol/rules";
import { loadContract } from "../contracts/contracts.ts";
import { bell } from "../doorbell.ts";
import { appendEvents } from "../journal/journal.ts";
import type { Principal, World } from "../world.ts";
import { type RuleRow, showRule } from "./reader.ts";
import { REMOVE_RULE } from "./writer.ts";

/** Throws NOT_FOUND, also for one that was removed before. */
export function removeRule(
  world: World,
  { ownerId, keyId }: Principal,
  { params: { id } }: { params: { id: string } },
): Promise<Rule> {
  return world.db.transaction(async (tx) => {
    const row = await tx.row<RuleRow>(REMOVE_RULE, [ownerId, id]);
    if (row === null) throw new Refusal("NOT_FOUND", "there is no such rule");
    const { contractId } = row;
    if (contractId !== null) {
      const { phase } = await loadContract(tx, { ownerId, contractId });
      const actor = { kind: "person" as const, id: keyId };
      const data = { ruleId: id, rule: tellRule(row) };
      await appendEvents(tx, { ownerId, contractId }, [{ type: "rule.removed", actor, phase, data }]);
      tx.onCommit(() => world.doorbell.ring(bell.events, bell.contract(contractId)));
    }
    return showRule(row);
  });
}
