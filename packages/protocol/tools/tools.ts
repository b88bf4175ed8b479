// The tools that agents get: names, inputs, and who may call which.
import { AGENT_QUESTION_TYPES } from "@makima/core/question";
import type { TaskKind } from "@makima/core/task";
import { z } from "zod";
import { agentChoice, closed, id, instruction, name, none, text } from "../shapes/shapes.ts";

const summary = text({ min: 1, max: 65_536 });
const allKinds = ["supervisor", "worker", "reviewer"] as const;
const boss = ["supervisor"] as const;
const hands = ["worker", "reviewer"] as const;

type Tool = { readonly for: readonly TaskKind[]; readonly description: string; readonly input: z.ZodObject };

export const AGENT_TOOLS = {
  spawn_task: {
    for: boss,
    description:
      "Create a task for another agent, in a worktree of its own, from the contract's branch or from another task's result.",
    input: closed({
      name,
      plan: instruction,
      agent: agentChoice.optional(),
      kind: z.enum(hands).optional(),
      baseOn: z.union([id, closed({ taskId: id, checkpointId: id.optional() })]).optional(),
      dependsOn: z.array(id).max(100).optional(),
    }),
  },
  wait_for_tasks: {
    for: boss,
    description:
      "Wait until all or any of these tasks have ended. If the answer is pending, end your turn: your next turn begins with the results.",
    input: closed({ taskIds: z.array(id).min(1).max(100), mode: z.enum(["all", "any"]).default("all") }),
  },
  list_tasks: {
    for: ["supervisor", "reviewer"],
    description: "List the tasks of this contract.",
    input: none,
  },
  get_task: {
    for: ["supervisor", "reviewer"],
    description: "One task with its plan, status and summary.",
    input: closed({ taskId: id }),
  },
  get_task_diff: {
    for: ["supervisor", "reviewer"],
    description: "What a task changed.",
    input: closed({ taskId: id }),
  },
  send_message: {
    for: boss,
    description: "Send a message to a task's agent, which hears it while it works or with its next turn.",
    input: closed({ taskId: id, text: text({ min: 1, max: 65_536 }) }),
  },
  cancel_task: {
    for: boss,
    description: "Cancel a task.",
    input: closed({ taskId: id, reason: text({ min: 1, max: 2000 }) }),
  },
  merge_task: {
    for: boss,
    description: "Merge a task's result into the contract's branch, all or nothing.",
    input: closed({ taskId: id, strategy: z.enum(["merge"]).optional() }),
  },
  ask_question: {
    for: ["supervisor", "worker"],
    description:
      "Ask the person something. If the answer is pending, end your turn: your next turn begins with the answer, however much later.",
    input: closed({
      question: text({ min: 1, max: 16_384 }),
      choices: z
        .array(text({ min: 1, max: 2000 }))
        .max(50)
        .optional(),
      choicesOnly: z.boolean().optional(),
      multiSelect: z.boolean().optional(),
      context: text({ max: 65_536 }).optional(),
      questionType: z.enum(AGENT_QUESTION_TYPES).optional(),
      expiresIn: z.int().min(1).max(31_536_000).optional(),
    }),
  },
  change_phase: {
    for: boss,
    description: "Move the contract to a later phase.",
    input: closed({ phase: text({ min: 1, max: 40 }), summary }),
  },
  complete_contract: {
    for: boss,
    description: "The contract's goal is reached.",
    input: closed({ summary }),
  },
  fail: {
    for: boss,
    description: "The contract's goal cannot be reached.",
    input: closed({ reason: summary }),
  },
  report_progress: {
    for: allKinds,
    description: "Tell how far you are (0-100) and what you do, in one sentence.",
    input: closed({ progress: z.int().min(0).max(100), activity: text({ max: 500 }) }),
  },
  create_checkpoint: {
    for: allKinds,
    description: "Keep your worktree as it stands.",
    input: closed({ message: text({ min: 1, max: 500 }) }),
  },
  complete_task: {
    for: hands,
    description: "Your task is done; say what you did.",
    input: closed({ summary }),
  },
  report_finding: {
    for: hands,
    description: "Report a fault that you found.",
    input: closed({
      severity: z.enum(["info", "minor", "major", "critical"]),
      text: text({ min: 1, max: 65_536 }),
      files: z
        .array(text({ max: 4096 }))
        .max(200)
        .optional(),
    }),
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof AGENT_TOOLS;
export type ToolInput<Name extends ToolName> = z.infer<(typeof AGENT_TOOLS)[Name]["input"]>;

/** The tools of a task of this kind. */
export const toolsFor = (kind: TaskKind): ToolName[] =>
  (Object.keys(AGENT_TOOLS) as ToolName[]).filter((tool) =>
    AGENT_TOOLS[tool].for.some((allowed) => allowed === kind),
  );

/** Tools whose call ends with a checkpoint of the worktree that the daemon makes before it passes the call on. */
export const CHECKPOINTING_TOOLS: readonly ToolName[] = [
  "complete_task",
  "create_checkpoint",
  "complete_contract",
];

/** Where the agent's own id of a call stands in the `_meta` of an MCP request, the first that is there. */
export const CALL_KEY_META = ["makima/toolCallId", "claudecode/toolUseId"] as const;
