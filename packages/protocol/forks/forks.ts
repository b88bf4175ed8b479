// Branches and forks over HTTP: what can be made from a moment of a task, how forks are compared, and how one of them is kept.
import { MOST_FORKS, POINT_TYPES } from "@makima/core/fork";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { tryResult } from "../mesh/mesh.ts";
import { agentChoice, closed, count, id, instruction, name, none, text, time } from "../shapes/shapes.ts";
import { diffShape, taskShape } from "../tasks/tasks.ts";

const params = closed({ id });
const atCheckpoint = closed({ id, cid: id });

const pointType = z.enum(POINT_TYPES);
/** A checkpoint's id or number, a message's id, or a time. */
const pointValue = text({ min: 1, max: 100 });
/** Its rule is told by its own error, so that a bad one reads the same here and where it comes from an agent. */
const branchName = text({ min: 1, max: 250 });

const newFork = closed({
  forkFromType: pointType,
  forkFromValue: pointValue,
  /** with several forks, `-1`, `-2` … are added */
  newTaskName: name,
  /** the original's when there is none */
  newTaskPlan: instruction.optional(),
  agent: agentChoice.optional(),
  includeConversation: z.boolean().default(true),
  /** the branch that the fork's checkout is on */
  branchName: branchName.optional(),
  count: z.int().min(1).max(MOST_FORKS).default(1),
  /** makes nothing: tells the point and what the forks would be called */
  dryRun: z.boolean().default(false),
});
export type NewFork = z.infer<typeof newFork>;

/** The moment as it was found. */
const pointShape = z.object({
  type: pointType,
  at: time,
  messageId: z.string().nullable(),
  /** how many messages are in view there */
  messages: count,
  /** the one that gives the code; null: the code with which the task began */
  checkpoint: z.object({ id, taskId: id, number: count, commit: z.string() }).nullable(),
});

const forksShape = z.object({
  /** none with `dryRun` */
  tasks: z.array(taskShape),
  names: z.array(z.string()),
  point: pointShape,
});
export type MadeForks = z.infer<typeof forksShape>;

const newBranch = closed({ fromType: pointType, fromValue: pointValue, branchName });
export type NewBranch = z.infer<typeof newBranch>;

const branchShape = z.object({ branchName: z.string(), commit: z.string(), checkpointId: id });
export type MadeBranch = z.infer<typeof branchShape>;

const resumeFromCheckpoint = closed({
  taskName: name,
  plan: instruction,
  includeConversation: z.boolean().default(true),
  targetDaemonId: id.optional(),
});
export type ResumeFromCheckpoint = z.infer<typeof resumeFromCheckpoint>;

const comparedFork = z.object({
  task: taskShape,
  /** from its start to its end, or to its last change */
  durationMs: z.int().min(0).nullable(),
  /** of its own, at most 2,000 characters */
  lastMessage: z.string().nullable(),
  /** since the moment that all have in common; null before it began, and where `problem` says why */
  changes: z.object({ files: diffShape.shape.files, linesAdded: count, linesRemoved: count }).nullable(),
  problem: z.string().nullable(),
  /** of these forks it is the one that was kept last */
  isKept: z.boolean(),
});
export type ComparedFork = z.infer<typeof comparedFork>;

const comparison = z.object({ from: taskShape.shape.forkedFrom.unwrap(), forks: z.array(comparedFork) });
export type Comparison = z.infer<typeof comparison>;

const keptFork = z.object({ kept: taskShape, others: z.array(taskShape) });
export type KeptFork = z.infer<typeof keptFork>;

/** What refuses a point of a task. */
const POINT_ERRORS = [
  "VALIDATION",
  "NOT_FOUND",
  "UNKNOWN_CHECKPOINT",
  "FOREIGN_MESSAGE",
  "POINT_BEFORE_BEGINNING",
  "POINT_IN_FUTURE",
] as const;
const FORK_ERRORS = ["NOTHING_TO_FORK", "COMMIT_GONE", "CONTRACT_OVER"] as const;
const BRANCH_ERRORS = [
  "BRANCH_NAME_INVALID",
  "BRANCH_EXISTS",
  "COMMIT_GONE",
  "NO_CHECKPOINT",
  "NO_DAEMON",
  "DAEMON_FAILED",
] as const;

export const forkEndpoints = {
  forkTask: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/fork",
    summary: "New tasks with the code and the conversation of a task's moment; the original goes on",
    scope: "owner",
    params,
    query: none,
    body: newFork,
    answer: forksShape,
    status: 201,
    errors: [...POINT_ERRORS, ...FORK_ERRORS, "BRANCH_NAME_INVALID", "UNKNOWN_AGENT"],
  }),
  branchFromTask: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/branch",
    summary: "An ordinary branch in your repository at the newest checkpoint at or before a moment of a task",
    scope: "owner",
    params,
    query: none,
    body: newBranch,
    answer: branchShape,
    status: 201,
    errors: [...POINT_ERRORS, ...BRANCH_ERRORS],
  }),
  branchFromCheckpoint: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/checkpoints/{cid}/branch",
    summary: "An ordinary branch in your repository at a checkpoint",
    scope: "owner",
    params: atCheckpoint,
    query: none,
    body: closed({ branchName }),
    answer: branchShape,
    status: 201,
    errors: ["VALIDATION", "NOT_FOUND", "UNKNOWN_CHECKPOINT", ...BRANCH_ERRORS],
  }),
  resumeFromCheckpoint: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/checkpoints/{cid}/resume",
    summary: "A new task that inherits a checkpoint's worktree, and the conversation up to it",
    scope: "owner",
    params: atCheckpoint,
    query: none,
    body: resumeFromCheckpoint,
    answer: z.object({ task: taskShape }),
    status: 201,
    errors: ["VALIDATION", "NOT_FOUND", "UNKNOWN_CHECKPOINT", "DAEMON_GONE", ...FORK_ERRORS],
  }),
  compareForks: endpoint({
    method: "GET",
    path: "/mesh/tasks/{id}/forks",
    summary:
      "The forks of one moment side by side: of a fork's own, or of the newest of a task that was forked",
    scope: "read",
    params,
    query: none,
    body: none,
    answer: comparison,
    status: 200,
    errors: ["NOT_FOUND", "NO_FORKS"],
  }),
  tryCommand: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/try",
    summary:
      "Run a command of yours in the worktree of a task that has ended, in the agents' sandbox: its tests",
    scope: "owner",
    params,
    query: none,
    body: closed({
      command: text({ min: 1, max: 4000 }),
      timeoutSeconds: z.int().min(1).max(3600).default(600),
    }),
    answer: tryResult,
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "NO_RESULT", "TASK_NOT_FINISHED", "NO_DAEMON", "DAEMON_FAILED"],
  }),
  keepFork: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/keep",
    summary: "Keep this fork: the others of its moment that still work are cancelled",
    scope: "owner",
    params,
    query: none,
    body: none,
    answer: keptFork,
    status: 200,
    errors: ["NOT_FOUND", "NO_FORKS", "TASK_FINISHED"],
  }),
};
