// Forks a task at a moment: one new task or several at once, on the same agent or another. The original goes on.
import { forkNames } from "@makima/core/fork";
import type { MadeForks, NewFork } from "@makima/protocol/forks";
import { checkAgents } from "../contracts/contracts.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { askForCommit } from "./ask-for-commit.ts";
import { findPoint, type Point } from "./find-point.ts";
import { makeForks, refuseNothingToFork } from "./make-forks.ts";
import { refuseBranchName, refuseLongName } from "./refuse-names.ts";

/**
 * Throws NOT_FOUND, BRANCH_NAME_INVALID, UNKNOWN_AGENT and what `askForCommit`, `findPoint` and `makeForks` throw.
 */
export async function forkTask(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: NewFork },
): Promise<MadeForks> {
  const { ownerId, keyId } = principal;
  const { forkFromType: type, forkFromValue: value } = body;
  await askForCommit(world, { ownerId, taskId: params.id, type, value, targetDaemonId: null });
  return withTask(world, { ownerId, taskId: params.id }, async (held) => {
    const { tx, task, contract } = held;
    const { count, branchName = null, agent = null } = body;
    refuseLongName({ field: "newTaskName", name: body.newTaskName, count });
    if (branchName !== null) refuseBranchName(branchName, count);
    if (agent !== null) await checkAgents(tx, { ownerId, names: [agent] });
    const point = await findPoint(tx, { ownerId, contractId: contract.id, taskId: task.id, type, value });
    const told = { names: forkNames(body.newTaskName, count), point: showPoint(point) };
    refuseNothingToFork(held);
    if (body.dryRun) return { tasks: [], ...told };
    const tasks = await makeForks(world, {
      held,
      point,
      actor: { kind: "person", id: keyId },
      wish: {
        way: "fork",
        names: { name: body.newTaskName, count },
        plan: body.newTaskPlan ?? null,
        agent,
        includeConversation: body.includeConversation,
        branchName,
        targetDaemonId: null,
      },
    });
    return { tasks, ...told };
  });
}

const showPoint = ({ type, at, messageId, head, checkpoint }: Point): MadeForks["point"] => ({
  type,
  at,
  messageId,
  messages: head?.count ?? 0,
  checkpoint:
    checkpoint === null
      ? null
      : {
          id: checkpoint.id,
          taskId: checkpoint.taskId,
          number: checkpoint.number,
          commit: checkpoint.commit,
        },
});
