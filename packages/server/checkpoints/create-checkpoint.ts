// A person asks for a checkpoint of a task, whether its agent is at work or not.
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import { checkpointResult } from "@makima/protocol/mesh";
import { repositoryOf } from "../contracts/contracts.ts";
import { awaitHands, requireDaemon, sendCommand } from "../daemons/daemons.ts";
import { Pending } from "../pending.ts";
import { checkpointsOf, withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";

/** Throws NOT_FOUND, NEVER_RAN, TASK_FINISHED, DAEMON_GONE, DAEMON_FAILED. */
export async function createCheckpoint(
  world: World,
  { ownerId }: Principal,
  { params, body }: { params: { id: string }; body: { message: string } },
): Promise<{ number: number } | Pending> {
  const { operationId } = await withTask(world, { ownerId, taskId: params.id }, async (held) => {
    const { tx, contract, task } = held;
    if (task.epoch === 0 || task.daemonId === null) throw new Refusal("NEVER_RAN", "the task has not begun");
    if (isTaskOver(task.status))
      throw new Refusal("TASK_FINISHED", `the task is ${task.status}: its end has made the last checkpoint`);
    const { daemonId } = task;
    await requireDaemon(tx, { ownerId, daemonId });
    const { lastCheckpoint } = await checkpointsOf(tx, task);
    const command = {
      kind: "make_checkpoint" as const,
      contractId: contract.id,
      taskId: task.id,
      repository: repositoryOf(contract),
      contractBranch: contract.branch,
      number: lastCheckpoint + 1,
      message: body.message,
    };
    const to = { ownerId, daemonId, contractId: contract.id };
    return new Pending(await sendCommand(tx, { world, to, command }));
  });
  const value = await awaitHands(world, { ownerId, operationId });
  return value instanceof Pending ? value : { number: checkpointResult.parse(value).number };
}
