// Begins the next turn of an agent whose process lives and is idle.
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import type { World } from "../world.ts";
import type { RunContract } from "./begin-run.ts";
import { openDeliveries } from "./deliveries.ts";
import type { TaskRow } from "./lock-task.ts";
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
  const prompt = await placeTurn(tx, { ownerId, taskId: task.id, epoch: run.epoch, items });
  tx.send(SET_STATUS, [ownerId, task.id, "running", null, null]);
  await sendCommand(tx, {
    world,
    to: { ownerId, daemonId: run.daemonId, contractId: contract.id },
    command: {
      kind: "begin_turn",
      taskId: task.id,
      epoch: run.epoch,
      turn: { number: turning.turn, prompt },
      contractBranch: contract.branch,
      branchCommit: contract.branchCommit,
      isHome: contract.homeId === run.daemonId,
      results,
    },
  });
  await appendEvents(tx, { ownerId, contractId: contract.id }, [
    {
      type: "task.running",
      actor: SERVER,
      taskId: task.id,
      phase: contract.phase,
      data: { name: task.name, epoch: run.epoch, turn: turning.turn },
    },
  ]);
  return { questionIds: questionIdsOf(items) };
}
