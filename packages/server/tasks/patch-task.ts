// Changes the name or plan of a task that has not begun.
import { composeGoal } from "@makima/core/delivery";
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import type { Principal, World } from "../world.ts";
import { changeTask } from "./change-task.ts";
import { PATCH_GOAL, PATCH_TASK } from "./writer.ts";

/** Throws NOT_FOUND, TASK_NOT_PENDING. */
export const patchTask = (
  world: World,
  principal: Principal,
  input: { params: { id: string }; body: { name?: string | undefined; plan?: string | undefined } },
): Promise<Task> =>
  changeTask(world, { principal, id: input.params.id }, async ({ tx, contract, task, key }) => {
    const { name, plan } = input.body;
    const changed = await tx.run(PATCH_TASK, [key.ownerId, key.taskId, name ?? null, plan ?? null]);
    if (changed === 0) throw new Refusal("TASK_NOT_PENDING", `the task is ${task.status}`);
    const text = composeGoal({
      kind: task.kind,
      taskName: name ?? task.name,
      contractName: contract.name,
      plan: plan ?? task.plan,
    });
    tx.send(PATCH_GOAL, [key.ownerId, key.taskId, JSON.stringify({ kind: "goal", text })]);
    return {};
  });
