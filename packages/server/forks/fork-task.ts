// Forks a task at a moment: one new task or several at once, on the same agent or another. The original goes on.
import type { NewFork } from "@makima/protocol/forks";
import type { Task } from "@makima/protocol/tasks";
import { checkAgents } from "../contracts/contracts.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { findPoint } from "./find-point.ts";
import { makeForks } from "./make-forks.ts";
import { refuseBranchName, refuseLongName } from "./refuse-names.ts";

/**
 * Throws NOT_FOUND, BRANCH_NAME_INVALID, UNKNOWN_AGENT and what `findPoint` and `makeForks` throw.
 */
export function forkTask(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: NewFork },
): Promise<{ tasks: Task[] }> {
  const { ownerId, keyId } = principal;
  return withTask(world, { ownerId, taskId: params.id }, async (held) => {
    const { tx, task, contract } = held;
    const { count, branchName = null, agent = null } = body;
    refuseLongName({ field: "newTaskName", name: body.newTaskName, count });
    if (branchName !== null) refuseBranchName(branchName, count);
    if (agent !== null) await checkAgents(tx, { ownerId, names: [agent] });
    const { forkFromType: type, forkFromValue: value } = body;
    const point = await findPoint(tx, { ownerId, contractId: contract.id, taskId: task.id, type, value });
    const tasks = await makeForks(world, {
      held,
      point,
      actor: { kind: "person", id: keyId },
      wish: {
        names: { name: body.newTaskName, count },
        plan: body.newTaskPlan ?? null,
        agent,
        includeConversation: body.includeConversation,
        branchName,
        targetDaemonId: null,
      },
    });
    return { tasks };
  });
}
