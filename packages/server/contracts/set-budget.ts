// Another budget, or none, as a person decided.
import type { Budget } from "@makima/core/budget";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { ContractRow } from "./reader.ts";
import { SET_BUDGET } from "./writer.ts";

/** The contract is locked by the caller. */
export async function setBudget(
  tx: Tx,
  { contract, budget, actor }: { contract: ContractRow; budget: Budget | null; actor: Actor },
): Promise<void> {
  tx.send(SET_BUDGET, [contract.ownerId, contract.id, budget === null ? null : JSON.stringify(budget)]);
  await appendEvents(tx, { ownerId: contract.ownerId, contractId: contract.id }, [
    { type: "contract.changed", actor, phase: contract.phase, data: { fields: ["budget"] } },
  ]);
}
