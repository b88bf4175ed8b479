// The frame of every change that a person makes to a contract: lock it, change it, wake who waits, show it.
import type { Contract } from "@makima/protocol/contracts";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { Actor } from "../journal/journal.ts";
import type { Principal, World } from "../world.ts";
import { type ContractRow, lockContract } from "./reader.ts";
import { viewContract } from "./view-contract.ts";

type Change = (tx: Tx, at: { contract: ContractRow; actor: Actor }) => Promise<void>;

/** Throws NOT_FOUND, and what `change` refuses. */
export async function changeContract(
  world: World,
  { principal, id, change }: { principal: Principal; id: string; change: Change },
): Promise<Contract> {
  const key = { ownerId: principal.ownerId, contractId: id };
  return world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, key);
    await change(tx, { contract, actor: { kind: "person", id: principal.keyId } });
    tx.onCommit(() => world.doorbell.ring(bell.work, bell.contract(id)));
    return viewContract(tx, key);
  });
}
