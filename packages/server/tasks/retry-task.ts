// A failed or cancelled task again from its plan, as a new task.
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { spawnTask } from "./spawn-task.ts";
import { viewTask } from "./view-task.ts";
import { withTask } from "./with-task.ts";

/** Throws NOT_FOUND, TASK_NOT_FINISHED, CONTRACT_NOT_ACTIVE. */
export function retryTask(
  world: World,
  principal: Principal,
  input: { params: { id: string } },
): Promise<Task> {
  const key = { ownerId: principal.ownerId, taskId: input.params.id };
  const actor = { kind: "person" as const, id: principal.keyId };
  return withTask(world, key, async ({ tx, contract, task }) => {
    if (contract.status !== "active")
      throw new Refusal("CONTRACT_NOT_ACTIVE", `the contract is ${contract.status}`);
    if (task.status !== "failed" && task.status !== "cancelled") {
      throw new Refusal(
        "TASK_NOT_FINISHED",
        `the task is ${task.status}; only a failed or cancelled one is tried again`,
      );
    }
    const id = world.ids.next();
    await spawnTask(tx, {
      ids: world.ids,
      task: {
        ...task,
        id,
        contract,
        baseOn:
          task.baseOnTaskId === null
            ? null
            : { taskId: task.baseOnTaskId, checkpointId: task.baseOnCheckpointId },
        actor,
      },
    });
    await saveSupervisor(
      tx,
      { ownerId: key.ownerId, contractId: contract.id },
      { actor, activity: `Spawned task ${task.name}` },
    );
    return viewTask(tx, { ownerId: key.ownerId, taskId: id });
  });
}
