// Where a contract's branch is: at which commit, and in whose mirror.
import type { Tx } from "../db/database.ts";
import type { ContractKey } from "./reader.ts";
import { SET_BRANCH_COMMIT, SET_HOME } from "./writer.ts";

/** A merge at the home moved it. The contract is locked by the caller, as below. */
export async function setBranchCommit(tx: Tx, of: ContractKey & { commit: string }): Promise<void> {
  tx.send(SET_BRANCH_COMMIT, [of.ownerId, of.contractId, of.commit]);
}

/** Another daemon's mirror holds it from now on; `branchCommit` null: it begins there as the contract began. */
export async function setHome(
  tx: Tx,
  of: ContractKey & { daemonId: string; branchCommit: string | null },
): Promise<void> {
  tx.send(SET_HOME, [of.ownerId, of.contractId, of.daemonId, of.branchCommit]);
}
