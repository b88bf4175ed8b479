// Cancels a task for a person; its work is kept.
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import { moveContract } from "../contracts/contracts.ts";
import type { Principal, World } from "../world.ts";
import { changeTask } from "./change-task.ts";
import { finishTask } from "./finish-task.ts";

/** Throws NOT_FOUND, TASK_FINISHED. Cancelling the supervisor's task cancels the contract. */
export const cancelTask = (
  world: World,
  principal: Principal,
  input: { params: { id: string }; body: { reason?: string | undefined } },
): Promise<Task> =>
  changeTask(world, { principal, id: input.params.id }, async ({ tx, contract, task, actor }) => {
    const reason = input.body.reason ?? null;
    const finish = { status: "cancelled" as const, reason };
    if (!(await finishTask(tx, { world, task, phase: contract.phase, actor, finish }))) {
      throw new Refusal("TASK_FINISHED", `the task is ${task.status}`);
    }
    if (task.kind === "supervisor")
      await moveContract(tx, { contract, command: "cancel", actor, data: { reason } });
    return {};
  });
