// The frame of every operation on a task: one transaction, the contract's row locked first, then the task's, and a ring after COMMIT.
import { type ContractRow, lockContract } from "../contracts/contracts.ts";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { contractOf, lockTask, type TaskKey, type TaskRow } from "./lock-task.ts";

export type Held = { tx: Tx; contract: ContractRow; task: TaskRow };

/** Throws NOT_FOUND. */
export function withTask<Result>(
  world: World,
  key: TaskKey,
  work: (held: Held) => Promise<Result>,
): Promise<Result> {
  return world.db.transaction(async (tx) => {
    const contractId = await contractOf(tx, key);
    const contract = await lockContract(tx, { ownerId: key.ownerId, contractId });
    const task = await lockTask(tx, key);
    tx.onCommit(() => world.doorbell.ring(bell.contract(contractId), bell.task(task.id), bell.work));
    return work({ tx, contract, task });
  });
}
