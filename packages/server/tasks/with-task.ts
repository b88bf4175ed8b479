// The frame of every operation on a task: one transaction, the contract's row locked first, then the task's, and a ring after COMMIT.
import { Refusal } from "@makima/protocol/errors";
import { type ContractRow, lockContractOfTask } from "../contracts/contracts.ts";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { lockTask, type TaskKey, type TaskRow } from "./lock-task.ts";

export type Held = { tx: Tx; contract: ContractRow; task: TaskRow };

/** Throws NOT_FOUND. */
export const withTask = <Result>(
  world: World,
  key: TaskKey,
  work: (held: Held) => Promise<Result>,
): Promise<Result> => withTaskAnd(world, key, { read: async () => null, work });

/** `read`: what the work needs beside the task, of the moment in which both locks are held, in their round trip. Throws NOT_FOUND. */
export function withTaskAnd<Read, Result>(
  world: World,
  key: TaskKey,
  { read, work }: { read: (tx: Tx) => Promise<Read>; work: (held: Held, found: Read) => Promise<Result> },
): Promise<Result> {
  return world.db.transaction(async (tx) => {
    // Sent together: the connection does them one after the other, so the contract's lock comes first.
    const [contract, task, found] = await Promise.all([
      lockContractOfTask(tx, key),
      lockTask(tx, key),
      read(tx),
    ]);
    if (contract === null) throw new Refusal("NOT_FOUND", "no such task");
    tx.onCommit(() => world.doorbell.ring(bell.contract(contract.id), bell.task(task.id), bell.work));
    return work({ tx, contract, task }, found);
  });
}
