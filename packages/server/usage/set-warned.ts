// Notes that a warning was given for a budget: another budget is warned of anew.
import type { Budget } from "@makima/core/budget";
import type { Tx } from "../db/database.ts";
import { SET_WARNED } from "./writer.ts";

export async function setWarned(
  tx: Tx,
  { ownerId, contractId, budget }: { ownerId: string; contractId: string; budget: Budget },
): Promise<void> {
  tx.send(SET_WARNED, [ownerId, contractId, JSON.stringify(budget)]);
}
