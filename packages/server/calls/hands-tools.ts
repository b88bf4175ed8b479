// merge_task and get_task_diff: what only a daemon's hands can do. The call stays open until the result row is there.
import { Refusal } from "@makima/protocol/errors";
import { repositoryOf } from "../contracts/contracts.ts";
import { sendCommand } from "../daemons/daemons.ts";
import { baseCommit } from "../tasks/tasks.ts";
import { mergeCommand } from "./merge-command.ts";
import { taskOf } from "./task-tools.ts";
import { OPEN, result, type Tool, type ToolContext } from "./tool.ts";
import { LINK_CALL } from "./writer.ts";

export const mergeTaskTool: Tool<"merge_task"> = async (context, input) => {
  const { tx, world, contract, task, call } = context;
  const merged = await taskOf(context, input.taskId);
  if (merged.status !== "done")
    throw new Refusal("NO_RESULT", `${merged.name} is ${merged.status}; only a finished task is merged`);
  if (merged.resultCommit === null)
    return result({ merged: true, commit: null, note: `${merged.name} changed nothing` });
  const commandId = await sendCommand(tx, {
    world,
    to: { ownerId: task.ownerId, daemonId: homeOf(context), contractId: contract.id },
    command: await mergeCommand(tx, {
      contract,
      task: merged,
      commit: merged.resultCommit,
      mergeId: call.id,
    }),
  });
  tx.send(LINK_CALL, [task.ownerId, call.id, null, null, commandId]);
  return OPEN;
};

export const getTaskDiffTool: Tool<"get_task_diff"> = async (context, input) => {
  const { tx, world, contract, task, call } = context;
  const looked = await taskOf(context, input.taskId);
  const commandId = await sendCommand(tx, {
    world,
    to: { ownerId: task.ownerId, daemonId: homeOf(context), contractId: contract.id },
    command: {
      kind: "diff",
      contractId: contract.id,
      taskId: looked.id,
      repository: repositoryOf(contract),
      contractBranch: contract.branch,
      branchCommit: contract.branchCommit,
      commit: looked.resultCommit,
      baseCommit: await baseCommit(tx, looked),
    },
  });
  tx.send(LINK_CALL, [task.ownerId, call.id, null, null, commandId]);
  return OPEN;
};

/** The daemon whose mirror holds the contract's branch. */
function homeOf({ contract }: ToolContext): string {
  if (contract.daemonId === null) throw new Refusal("NO_DAEMON", "the contract has no daemon yet");
  return contract.daemonId;
}
