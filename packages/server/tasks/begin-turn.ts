// Begins the next turn of an agent whose process lives and is idle.
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../journal/journal.ts";
import type { World } from "../world.ts";
import type { RunContract } from "./begin-run.ts";
import { openDeliveries } from "./deliveries.ts";
import type { TaskRow } from "./lock-task.ts";
import { orderTurn } from "./order-turn.ts";
import { placeTurn, questionIdsOf } from "./place-turn.ts";
import { finishedResults } from "./run-material.ts";
import { SET_RUN_TURNING, SET_STATUS } from "./writer.ts";

/** Contract and task are locked by the caller. Gives null when the run is not idle any more. */
export async function beginTurn(
  tx: Tx,
  input: { world: World; task: TaskRow; contract: RunContract; run: { epoch: number; daemonId: string } },
): Promise<{ questionIds: string[] } | null> {
  const { world, task, contract, run } = input;
  const { ownerId } = task;
  const [turning, items, results] = await Promise.all([
    tx.row<{ turn: number }>(SET_RUN_TURNING, [ownerId, task.id, run.epoch]),
    openDeliveries(tx, { ownerId, taskId: task.id }),
    finishedResults(tx, task),
  ]);
  if (turning === null) return null;
  const words = await placeTurn(tx, { ownerId, taskId: task.id, epoch: run.epoch, items });
  tx.send(SET_STATUS, [ownerId, task.id, "running", null, null]);
  const begun = await orderTurn(tx, {
    ...run,
    world,
    ownerId,
    taskId: task.id,
    taskName: task.name,
    contract,
    turn: turning.turn,
    words,
    results,
  });
  await appendEvents(tx, { ownerId, contractId: contract.id }, [begun]);
  return { questionIds: questionIdsOf(items) };
}
