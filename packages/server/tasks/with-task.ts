// The frame of every operation on a task: one transaction, the contract's row locked first, then the task's, and a ring after COMMIT.
import { Refusal } from "@makima/protocol/errors";
import { type ContractRow, lockContractOfTask } from "../contracts/contracts.ts";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { lockTask, type TaskKey, type TaskRow } from "./lock-task.ts";

export type Held = { tx: Tx; contract: ContractRow; task: TaskRow };

/** Throws NOT_FOUND. */
export function withTask<Result>(
  world: World,
  key: TaskKey,
  work: (held: Held) => Promise<Result>,
): Promise<Result> {
  return world.db.transaction(async (tx) => {
    // Sent together: the connection does them one after the other, so the contract's lock comes first.
    const [contract, task] = await Promise.all([lockContractOfTask(tx, key), lockTask(tx, key)]);
    if (contract === null) throw new Refusal("NOT_FOUND", "no such task");
    tx.onCommit(() => world.doorbell.ring(bell.contract(contract.id), bell.task(task.id), bell.work));
    return work({ tx, contract, task });
  });
}
