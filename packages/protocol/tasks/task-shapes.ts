// The shapes of a task and of what it leaves behind: messages, output, checkpoints, diffs.
import { CHECKPOINT_REASONS } from "@makima/core/checkpoint";
import { PHASES } from "@makima/core/contract";
import { MESSAGE_ROLES, OUTPUT_STREAMS } from "@makima/core/conversation";
import { FORK_WAYS } from "@makima/core/fork";
import { TASK_KINDS, TASK_STATUSES } from "@makima/core/task";
import { z } from "zod";
import { agentChoice, closed, count, id, instruction, name, time } from "../shapes/shapes.ts";
import { usageShape } from "../usage/usage.ts";

const waitingFor = z.object({
  kind: z.enum(["question", "tasks", "time", "capacity", "person", "dependencies"]),
  questionId: id.optional(),
  taskIds: z.array(id).optional(),
  until: time.optional(),
  reason: z.string().optional(),
});

export const taskShape = z.object({
  id,
  contractId: id,
  parentTaskId: id.nullable(),
  name: z.string(),
  plan: z.string(),
  kind: z.enum(TASK_KINDS),
  status: z.enum(TASK_STATUSES),
  agent: z.string(),
  /** by the agent's own name for it; null: the agent's choice */
  model: z.string().nullable(),
  daemonId: id.nullable(),
  epoch: count,
  worktreePath: z.string().nullable(),
  branch: z.string(),
  baseOn: z.object({ taskId: id, checkpointId: id.nullable() }).nullable(),
  dependsOn: z.array(id),
  currentActivity: z.string(),
  progress: z.int().min(0).max(100),
  waitingFor: z.array(waitingFor),
  summary: z.string().nullable(),
  error: z.string().nullable(),
  forkedFrom: z
    .object({
      taskId: id,
      type: z.string(),
      checkpointId: id.nullable(),
      messageId: z.string().nullable(),
      at: time,
      /** only a `fork` is compared with the others of its moment, and kept instead of them */
      way: z.enum(FORK_WAYS),
    })
    .nullable(),
  restorationCount: count,
  usage: usageShape,
  resultCommit: z.string().nullable(),
  mergedCommit: z.string().nullable(),
  cursor: z.string().optional(),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  updatedAt: time,
});
export type Task = z.infer<typeof taskShape>;

export const messageShape = z.object({
  id: z.string(),
  seq: count,
  index: count,
  taskId: id,
  epoch: count,
  phase: z.enum(PHASES),
  role: z.enum(MESSAGE_ROLES),
  content: z.string(),
  toolCallId: z.string().nullable(),
  toolName: z.string().nullable(),
  toolInput: z.unknown(),
  isError: z.boolean(),
  truncated: z.boolean(),
  durationMs: z.number().nullable(),
  usage: z.record(z.string(), z.number()).nullable(),
  createdAt: time,
});
export type Message = z.infer<typeof messageShape>;

export const outputShape = z.object({
  taskId: id,
  seq: count,
  epoch: count,
  stream: z.enum(OUTPUT_STREAMS),
  toolCallId: z.string().nullable(),
  text: z.string(),
  createdAt: time,
});
export type Output = z.infer<typeof outputShape>;

/** A record of a run that was fenced off before it came: kept apart, in no conversation. `data` is as its daemon sent it. */
export const lateShape = z.object({
  taskId: id,
  epoch: count,
  /** 1, 2, 3 … in each run */
  seq: count,
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** where the run was, and where its worktree and its late checkpoints are */
  daemon: z.object({ id, name: z.string() }),
  receivedAt: time,
});
export type Late = z.infer<typeof lateShape>;

export const checkpointShape = z.object({
  id,
  taskId: id,
  number: count,
  message: z.string(),
  commit: z.string(),
  reason: z.enum(CHECKPOINT_REASONS),
  phase: z.enum(PHASES),
  epoch: count,
  filesChanged: count,
  linesAdded: count,
  linesRemoved: count,
  messageId: z.string().nullable(),
  messageIndex: z.int(),
  /** what of the worktree it does not hold, or not as it is, in sentences */
  warnings: z.array(z.string()),
  bundled: z.boolean(),
  createdAt: time,
});

export const toolCallShape = z.object({
  toolCallId: z.string(),
  taskId: id,
  toolName: z.string(),
  toolInput: z.unknown(),
  output: z.string().nullable(),
  isError: z.boolean(),
  startedAt: time,
  endedAt: time.nullable(),
  durationMs: z.number().nullable(),
});

export const diffShape = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      status: z.string().optional(),
      /** lines; null where the file is binary */
      added: count.nullable(),
      removed: count.nullable(),
    }),
  ),
  diff: z.string(),
  truncated: z.boolean(),
});

export const mergeShape = z.union([
  z.object({ merged: z.literal(true), commit: z.string() }),
  z.object({ merged: z.literal(false), conflicts: z.array(z.string()) }),
]);

export const newTask = closed({
  contractId: id,
  name,
  plan: instruction,
  kind: z.enum(["worker", "reviewer"]).default("worker"),
  agent: agentChoice.optional(),
  baseOn: closed({ taskId: id, checkpointId: id.optional() }).optional(),
  dependsOn: z.array(id).max(100).default([]),
  targetDaemonId: id.optional(),
});
export type NewTask = z.infer<typeof newTask>;
