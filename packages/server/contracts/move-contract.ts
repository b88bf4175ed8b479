// One step of a contract's status, inside the transaction of whoever decided it: the row, its error, and its event.
import { type ContractCommand, type ContractStatus, isContractOver, nextStatus } from "@makima/core/contract";
import type { EventType } from "@makima/core/timeline";
import { Refusal } from "@makima/protocol/errors";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { ContractRow } from "./reader.ts";
import { SET_STATUS } from "./writer.ts";

export type ContractMove = {
  /** as it stands, locked by this transaction */
  contract: ContractRow;
  command: ContractCommand;
  actor: Actor;
  /** of the event: `summary` with complete, `reason` with fail and cancel */
  data: Readonly<Record<string, unknown>>;
};

/** Gives the contract as it stands afterwards. Throws CONTRACT_OVER, CONTRACT_NOT_ACTIVE or CONTRACT_STATUS. */
export async function moveContract(
  tx: Tx,
  { contract, command, actor, data }: ContractMove,
): Promise<ContractRow> {
  const status = nextStatus(contract.status, command);
  if (status === null) throw refusal(contract.status, command);
  const error = errorOf({ command, actor, data });
  tx.send(SET_STATUS, [contract.ownerId, contract.id, status, error]);
  await appendEvents(tx, { ownerId: contract.ownerId, contractId: contract.id }, [
    { type: eventOf(contract.status, command), actor, phase: contract.phase, data },
  ]);
  return { ...contract, status, error };
}

function refusal(status: ContractStatus, command: ContractCommand): Refusal {
  if (isContractOver(status)) return new Refusal("CONTRACT_OVER", `the contract is ${status}`, { status });
  const code = command === "complete" || command === "fail" ? "CONTRACT_NOT_ACTIVE" : "CONTRACT_STATUS";
  return new Refusal(code, `a contract that is ${status} does not take ${command}`, { status });
}

function eventOf(before: ContractStatus, command: ContractCommand): EventType {
  switch (command) {
    case "start":
      return before === "paused" ? "contract.resumed" : "contract.started";
    case "pause":
      return "contract.paused";
    case "cancel":
      return "contract.cancelled";
    case "complete":
      return "contract.completed";
    case "fail":
      return "contract.failed";
  }
}

/** Why a contract is over without success, for people; a cancelled one says by whom. */
function errorOf({ command, actor, data }: Pick<ContractMove, "command" | "actor" | "data">): string | null {
  const reason = typeof data["reason"] === "string" && data["reason"] !== "" ? data["reason"] : null;
  if (command === "fail") return reason ?? `failed by the ${actor.kind}`;
  if (command === "cancel") return `cancelled by a ${actor.kind}${reason === null ? "" : `: ${reason}`}`;
  return null;
}
