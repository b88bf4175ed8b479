// Takes up a task for a person: an interrupted or held one goes on in a new epoch, with an instruction where one is given.
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import type { Principal, World } from "../world.ts";
import { changeTask } from "./change-task.ts";
import { sendDelivery } from "./deliveries.ts";
import { SET_FREE } from "./writer.ts";

const GO_ON = "Go on with your task.";

/** Throws NOT_FOUND, ALREADY_RUNNING, TASK_FINISHED, CONTRACT_NOT_ACTIVE. */
export const resumeTask = (
  world: World,
  principal: Principal,
  input: { params: { id: string }; body: { additionalContext?: string | undefined } },
): Promise<Task> =>
  changeTask(world, { principal, id: input.params.id }, async ({ tx, contract, task, key }) => {
    if (contract.status !== "active")
      throw new Refusal("CONTRACT_NOT_ACTIVE", `the contract is ${contract.status}`);
    if (isTaskOver(task.status)) throw new Refusal("TASK_FINISHED", `the task is ${task.status}`);
    if (task.status === "starting" || task.status === "running")
      throw new Refusal("ALREADY_RUNNING", `the task is ${task.status}`);
    tx.send(SET_FREE, [key.ownerId, key.taskId]);
    const text = input.body.additionalContext ?? GO_ON;
    await sendDelivery(tx, { ids: world.ids, to: key, item: { kind: "instruction", text } });
    return {};
  });
