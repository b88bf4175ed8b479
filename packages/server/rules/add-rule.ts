// Adds a rule for a person. It counts from the next request of an agent on.
import { faultOfPattern } from "@makima/core/rule";
import { Refusal } from "@makima/protocol/errors";
import type { NewRule, Rule } from "@makima/protocol/rules";
import { bell } from "../doorbell.ts";
import type { Principal, World } from "../world.ts";
import { makeRule } from "./make-rule.ts";

/** Throws RULE_PATTERN, and NOT_FOUND where the contract is none of this owner's. The same rule again is the one that there is. */
export async function addRule(
  world: World,
  { ownerId, keyId }: Principal,
  { body }: { body: NewRule },
): Promise<Rule> {
  const { effect, contractId = null, tool = null, command = null, path = null } = body;
  const pattern = { tool, command: command?.trim() ?? null, path };
  const fault = faultOfPattern(pattern);
  if (fault !== null) throw new Refusal("RULE_PATTERN", fault);
  return world.db.transaction(async (tx) => {
    const actor = { kind: "person" as const, id: keyId };
    const rule = await makeRule(tx, {
      ownerId,
      id: world.ids.next(),
      contractId,
      effect,
      pattern,
      questionId: null,
      actor,
    });
    if (contractId !== null) tx.onCommit(() => world.doorbell.ring(bell.events, bell.contract(contractId)));
    return rule;
  });
}
