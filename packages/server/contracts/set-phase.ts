// A change of a contract's phase, inside the transaction of whoever decided it: the row and its event.
import type { Phase } from "@makima/core/contract";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { ContractRow } from "./reader.ts";
import { SET_PHASE } from "./writer.ts";

export type PhaseChange = {
  /** as it stands, locked by this transaction */
  contract: ContractRow;
  /** what core's decidePhase allowed */
  phase: Phase;
  actor: Actor;
  /** of the event, beside `from` and `to`: `feedback` of a person, `summary` of an agent */
  data: Readonly<Record<string, unknown>>;
};

/** Gives the contract as it stands afterwards. */
export async function setPhase(tx: Tx, { contract, phase, actor, data }: PhaseChange): Promise<ContractRow> {
  tx.send(SET_PHASE, [contract.ownerId, contract.id, phase]);
  await appendEvents(tx, { ownerId: contract.ownerId, contractId: contract.id }, [
    {
      type: "phase.changed",
      actor,
      taskId: contract.supervisorTaskId,
      phase,
      data: { ...data, from: contract.phase, to: phase },
    },
  ]);
  return { ...contract, phase };
}
