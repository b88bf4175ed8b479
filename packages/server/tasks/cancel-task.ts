// Cancels a task for a person; its work is kept.
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import { moveContract } from "../contracts/contracts.ts";
import type { Actor } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { finishTask } from "./finish-task.ts";
import { viewTask } from "./view-task.ts";
import { withTask } from "./with-task.ts";

/** Throws NOT_FOUND, TASK_FINISHED. Cancelling the supervisor's task cancels the contract. */
export function cancelTask(
  world: World,
  principal: Principal,
  input: { params: { id: string }; body: { reason?: string | undefined } },
): Promise<Task> {
  const key = { ownerId: principal.ownerId, taskId: input.params.id };
  const actor: Actor = { kind: "person", id: principal.keyId };
  return withTask(world, key, async ({ tx, contract, task }) => {
    const reason = input.body.reason ?? null;
    const finish = { status: "cancelled" as const, reason };
    if (!(await finishTask(tx, { world, task, phase: contract.phase, actor, finish }))) {
      throw new Refusal("TASK_FINISHED", `the task is ${task.status}`);
    }
    if (task.kind === "supervisor")
      await moveContract(tx, { contract, command: "cancel", actor, data: { reason } });
    await saveSupervisor(tx, { ownerId: key.ownerId, contractId: contract.id }, { actor });
    return viewTask(tx, key);
  });
}
