// Puts a contract away. Nothing is removed; a draft is cancelled first.

import { isContractOver } from "@makima/core/contract";
import { Refusal } from "@makima/protocol/errors";
import { changeContract } from "./change-contract.ts";
import { moveContract } from "./move-contract.ts";
import { ARCHIVE_CONTRACT } from "./writer.ts";

/** Done again, it changes nothing more. Throws NOT_FOUND, or CONTRACT_STATUS while it is active or paused. */
export const archiveContract = changeContract(async (tx, { contract, actor }) => {
  if (contract.status === "draft") {
    await moveContract(tx, { contract, command: "cancel", actor, data: { reason: "archived" } });
  } else if (!isContractOver(contract.status)) {
    throw new Refusal("CONTRACT_STATUS", `the contract is ${contract.status}: cancel it first`);
  }
  if (contract.archivedAt === null) await tx.run(ARCHIVE_CONTRACT, [contract.ownerId, contract.id]);
});
