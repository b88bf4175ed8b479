// A person's message to a task's agent: for the turn that runs where the agent takes messages meanwhile, else for its next one.
import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import { appendEvents } from "../journal/journal.ts";
import type { Principal, World } from "../world.ts";
import { changeTask } from "./change-task.ts";
import { giveMessage } from "./give-message.ts";

/** Throws NOT_FOUND, TASK_FINISHED, CONTRACT_OVER. */
export const messageTask = (
  world: World,
  principal: Principal,
  input: { params: { id: string }; body: { text: string } },
): Promise<Task> =>
  changeTask(world, { principal, id: input.params.id }, async ({ tx, contract, task, key, actor }) => {
    if (isContractOver(contract.status))
      throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
    if (isTaskOver(task.status)) throw new Refusal("TASK_FINISHED", `the task is ${task.status}`);
    const item = { kind: "message" as const, from: "person" as const, text: input.body.text };
    await giveMessage(tx, { world, to: key, contractId: contract.id, item });
    await appendEvents(tx, { ownerId: key.ownerId, contractId: contract.id }, [
      { type: "task.messaged", actor, taskId: task.id, phase: contract.phase, data: { name: task.name } },
    ]);
    return {};
  });
