// Tells a daemon to move the checkout of a finished task to the trash can.
import { isTaskOver } from "@makima/core/task";
import { locationOf } from "../contracts/contracts.ts";
import { sendCommand } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import { checkpointsOf, type Held, liveRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { SET_GOING } from "./writer.ts";

const LOCK_STANDING = statement(
  "lock-standing-worktree",
  "select 1 as one from worktree where owner_id = $1 and daemon_id = $2 and task_id = $3 and state = 'standing' for update",
);

/** The caller holds the task. False when it goes on after all, or somebody else is at its worktree. */
export async function orderRemoval(
  world: World,
  { held, daemonId, evenWithLosses }: { held: Held; daemonId: string; evenWithLosses: boolean },
): Promise<boolean> {
  const { tx, contract, task } = held;
  const { ownerId } = task;
  if (!isTaskOver(task.status)) return false;
  if ((await liveRun(tx, { ownerId, taskId: task.id })) !== null) return false;
  if ((await tx.row(LOCK_STANDING, [ownerId, daemonId, task.id])) === null) return false;
  const { lastCheckpoint } = await checkpointsOf(tx, task);
  const commandId = await sendCommand(tx, {
    world,
    to: { ownerId, daemonId, contractId: contract.id },
    command: {
      kind: "remove_worktree",
      contractId: contract.id,
      taskId: task.id,
      repositoryPath: locationOf(contract),
      keep: { number: lastCheckpoint + 1, message: "As it stood before its worktree was removed" },
      evenWithLosses,
      teardown: contract.teardown,
    },
  });
  tx.send(SET_GOING, [ownerId, daemonId, task.id, commandId]);
  return true;
}
