// What an agent does with tasks: look at them, write to them, end them; and what it says of its own.
import { isTaskOver } from "@makima/core/task";
import { Refusal, refuseField } from "@makima/protocol/errors";
import { appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import {
  finishTask,
  giveMessage,
  lockTask,
  recordProgress,
  type TaskRow,
  tasksOfContract,
} from "../tasks/tasks.ts";
import { endOwnTask } from "./end-own-task.ts";
import { reportFinding } from "./report-finding.ts";
import { result, type Tool, type ToolContext } from "./tool.ts";

export const listTasksTool: Tool<"list_tasks"> = async ({ tx, contract }) => {
  const tasks = await tasksOfContract(tx, { ownerId: contract.ownerId, contractId: contract.id });
  return result({
    tasks: tasks.map(({ taskId, name, kind, status, summary }) => ({ taskId, name, kind, status, summary })),
  });
};

export const getTaskTool: Tool<"get_task"> = async (context, input) => {
  const { id, name, kind, status, plan, agent, summary, resultCommit, currentActivity, progress } =
    await taskOf(context, input.taskId);
  return result({
    taskId: id,
    name,
    kind,
    status,
    plan,
    agent,
    summary,
    resultCommit,
    currentActivity,
    progress,
  });
};

export const sendMessageTool: Tool<"send_message"> = async (context, input) => {
  const { tx, world, contract, actor } = context;
  const task = await taskOf(context, input.taskId);
  if (isTaskOver(task.status)) throw new Refusal("TASK_FINISHED", `${task.name} is ${task.status}`);
  await giveMessage(tx, {
    world,
    to: { ownerId: task.ownerId, taskId: task.id },
    contractId: contract.id,
    item: { kind: "message", from: "supervisor", text: input.text },
  });
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    { type: "task.messaged", actor, taskId: task.id, phase: contract.phase, data: { name: task.name } },
  ]);
  return result({ sent: true });
};

export const cancelTaskTool: Tool<"cancel_task"> = async (context, input) => {
  const { tx, world, contract, actor } = context;
  const task = await taskOf(context, input.taskId);
  if (task.id === context.task.id) throw refuseField("taskId", "this is your own task");
  const finish = { status: "cancelled" as const, reason: input.reason };
  const cancelled = await finishTask(tx, { world, task, phase: contract.phase, actor, finish });
  const activity = `Cancelled task ${task.name}`;
  if (cancelled)
    await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor, activity });
  return result({ cancelled, status: cancelled ? "cancelled" : task.status });
};

export const reportProgressTool: Tool<"report_progress"> = async ({ tx, contract, task, actor }, input) => {
  await recordProgress(tx, { held: { contract, task }, actor, report: input });
  return result({ noted: true });
};

/** The daemon has made the checkpoint before it passed the call on. */
export const createCheckpointTool: Tool<"create_checkpoint"> = async () => result({ made: true });

export const completeTaskTool: Tool<"complete_task"> = async (context, input) => {
  const { tx, contract, task, actor } = context;
  await endOwnTask(context, { status: "done", summary: input.summary });
  await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor });
  return result({ done: true, next: "end your turn now" });
};

export const reportFindingTool: Tool<"report_finding"> = async (
  { tx, world, contract, task, actor },
  input,
) => {
  const { severity, text, files = [] } = input;
  const finding = { severity, text, files, actor };
  const id = await reportFinding(tx, { world, held: { contract, task }, finding });
  return result({ findingId: id });
};

/** A task of the caller's contract, locked. */
export async function taskOf({ tx, contract, task }: ToolContext, taskId: string): Promise<TaskRow> {
  const found = await lockTask(tx, { ownerId: task.ownerId, taskId });
  if (found.contractId !== contract.id) throw new Refusal("NOT_FOUND", "no such task");
  return found;
}
