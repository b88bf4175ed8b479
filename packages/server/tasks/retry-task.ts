// A failed or cancelled task again from its plan, as a new task.
import { writeAgentChoice } from "@makima/core/agent";
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import type { Principal, World } from "../world.ts";
import { changeTask } from "./change-task.ts";
import { readFork } from "./read-fork.ts";
import { spawnTask } from "./spawn-task.ts";

/** Throws NOT_FOUND, TASK_NOT_FINISHED, CONTRACT_NOT_ACTIVE. */
export const retryTask = (
  world: World,
  principal: Principal,
  input: { params: { id: string } },
): Promise<Task> =>
  changeTask(world, { principal, id: input.params.id }, async ({ tx, contract, task, actor }) => {
    if (contract.status !== "active")
      throw new Refusal("CONTRACT_NOT_ACTIVE", `the contract is ${contract.status}`);
    if (task.status !== "failed" && task.status !== "cancelled") {
      throw new Refusal(
        "TASK_NOT_FINISHED",
        `the task is ${task.status}; only a failed or cancelled one is tried again`,
      );
    }
    const id = world.ids.next();
    const baseOn =
      task.baseOnTaskId === null
        ? null
        : { taskId: task.baseOnTaskId, checkpointId: task.baseOnCheckpointId };
    const fork = await readFork(tx, task);
    const again = {
      ...task,
      id,
      contract,
      baseOn,
      actor,
      agent: writeAgentChoice(task),
      ...(fork === undefined ? {} : { fork }),
    };
    await spawnTask(tx, { ids: world.ids, task: again });
    return { shown: id, activity: `Spawned task ${task.name}` };
  });
