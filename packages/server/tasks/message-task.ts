// A person's message to a task's agent: it begins the next turn.
import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import { appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { sendDelivery } from "./deliveries.ts";
import { viewTask } from "./view-task.ts";
import { withTask } from "./with-task.ts";

/** Throws NOT_FOUND, TASK_FINISHED, CONTRACT_OVER. */
export function messageTask(
  world: World,
  principal: Principal,
  input: { params: { id: string }; body: { text: string } },
): Promise<Task> {
  const key = { ownerId: principal.ownerId, taskId: input.params.id };
  const actor = { kind: "person" as const, id: principal.keyId };
  return withTask(world, key, async ({ tx, contract, task }) => {
    if (isContractOver(contract.status))
      throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
    if (isTaskOver(task.status)) throw new Refusal("TASK_FINISHED", `the task is ${task.status}`);
    await sendDelivery(tx, {
      ids: world.ids,
      to: key,
      item: { kind: "message", from: "person", text: input.body.text },
    });
    await appendEvents(tx, { ownerId: key.ownerId, contractId: contract.id }, [
      { type: "task.messaged", actor, taskId: task.id, phase: contract.phase, data: { name: task.name } },
    ]);
    await saveSupervisor(tx, { ownerId: key.ownerId, contractId: contract.id }, { actor });
    return viewTask(tx, key);
  });
}
