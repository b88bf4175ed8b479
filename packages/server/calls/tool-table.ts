// Each tool of page 2 with what it does.
import type { ToolName } from "@makima/protocol/tools";
import { askQuestionTool } from "./ask-question-tool.ts";
import { changePhaseTool, completeContractTool, failTool } from "./contract-tools.ts";
import { getTaskDiffTool, mergeTaskTool } from "./hands-tools.ts";
import { spawnTaskTool } from "./spawn-task-tool.ts";
import {
  cancelTaskTool,
  completeTaskTool,
  createCheckpointTool,
  getTaskTool,
  listTasksTool,
  reportFindingTool,
  reportProgressTool,
  sendMessageTool,
} from "./task-tools.ts";
import type { Tool } from "./tool.ts";
import { waitForTasksTool } from "./wait-for-tasks-tool.ts";

export const TOOLS: { readonly [Name in ToolName]: Tool<Name> } = {
  spawn_task: spawnTaskTool,
  wait_for_tasks: waitForTasksTool,
  list_tasks: listTasksTool,
  get_task: getTaskTool,
  get_task_diff: getTaskDiffTool,
  send_message: sendMessageTool,
  cancel_task: cancelTaskTool,
  merge_task: mergeTaskTool,
  ask_question: askQuestionTool,
  change_phase: changePhaseTool,
  complete_contract: completeContractTool,
  fail: failTool,
  report_progress: reportProgressTool,
  create_checkpoint: createCheckpointTool,
  complete_task: completeTaskTool,
  report_finding: reportFindingTool,
};
