// Going back over HTTP: of a task's code, of a supervisor's conversation, or of both together; shown first, undone later.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import { AFTER_POINT, FILE_CHANGES, PRESERVE_MODES } from "@makima/core/rewind";
import { TASK_STATUSES } from "@makima/core/task";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, none, text, time } from "../shapes/shapes.ts";

/** How it is gone back, whatever to. */
const how = {
  /** questions asked and tasks spawned after the point: they stay, or are withdrawn and cancelled */
  afterPoint: z.enum(AFTER_POINT).default("keep"),
  /** moves nothing: tells what would */
  dryRun: z.boolean().default(false),
};

const rewindTask = closed({
  checkpointId: id.optional(),
  checkpointNumber: z.int().optional(),
  /** the commit of a checkpoint, or its beginning: 7 characters at least */
  checkpointSha: text({ min: 7, max: 64 }).optional(),
  /** of a former rewind: undoes what that one moved */
  undoCheckpointId: id.optional(),
  preserveMode: z.enum(PRESERVE_MODES).default("checkpoint"),
  /** for preserveMode branch: the branch that keeps the code as it stands now */
  branchName: text({ max: 300 }).optional(),
  /** also the conversation, to the place where the checkpoint was made */
  rewindConversation: z.boolean().default(false),
  ...how,
});
export type RewindTask = z.infer<typeof rewindTask>;

const rewindConversation = closed({
  /** takes so many of the newest messages out of view; 1 when nothing is named */
  byMessageCount: z.int().optional(),
  /** a place as seen from the head, from 0: the last message that stays */
  toMessageIndex: z.int().optional(),
  /** the last message that stays */
  toMessageId: text({ min: 1, max: 200 }).optional(),
  /** what was said later goes out of view */
  toTimestamp: time.optional(),
  /** of a former rewind: undoes what that one moved */
  undoCheckpointId: id.optional(),
  /** also the code, to the newest checkpoint at or before the point */
  rewindCode: z.boolean().default(false),
  ...how,
});
export type RewindConversation = z.infer<typeof rewindConversation>;

export const rewindPreview = z.object({
  dryRun: z.literal(true),
  taskId: id,
  /** where the code would go; null: it would stay */
  checkpointId: id.nullable(),
  /** what would change in the worktree */
  files: z.array(z.object({ path: z.string(), change: z.enum(FILE_CHANGES) })),
  filesTruncated: z.boolean(),
  messagesRemoved: count,
  /** that an undo brings back into view */
  messagesRestored: count,
  newMessageCount: count,
  /** of those that would go out of view the newest, oldest first */
  messages: z.array(
    z.object({ id: z.string(), index: count, role: z.enum(MESSAGE_ROLES), excerpt: z.string() }),
  ),
  /** what stands whatever is gone back to */
  notTakenBack: z.array(
    z.object({ kind: z.enum(["merge", "answer", "task", "phase"]), id: id.nullable(), text: z.string() }),
  ),
  /** calls that would stand in view without their results, which are behind the point, and how each is closed for the agent */
  cutCalls: z.array(
    z.object({
      toolCallId: z.string(),
      toolName: z.string(),
      outcome: z.enum(["not executed", "outcome unknown", "recorded"]),
    }),
  ),
  /** asked after the point and still open; kept or withdrawn as `afterPoint` says */
  openQuestions: z.array(z.object({ questionId: id, question: z.string() })),
  /** spawned after the point and not over; kept or cancelled as `afterPoint` says */
  openTasks: z.array(z.object({ taskId: id, name: z.string(), status: z.enum(TASK_STATUSES) })),
});
export type RewindPreview = z.infer<typeof rewindPreview>;

const rewound = {
  /** given to the same call it undoes this one, and can itself be undone */
  undoCheckpointId: id,
  messagesRemoved: count,
  messagesRestored: count,
  newMessageCount: count,
};
const rewoundTask = z.object({
  taskId: id,
  /** where the code went; null: it stayed */
  checkpointId: id.nullable(),
  /** by the rewind, in the worktree */
  filesChanged: count,
  /** of preserveMode branch; `note` tells why it is not in your repository under that name, if so */
  branch: z.object({ name: z.string(), commit: z.string(), note: z.string().nullable() }).nullable(),
  ...rewound,
});
export type RewoundTask = z.infer<typeof rewoundTask>;

const rewoundConversation = z.object({
  contractId: id,
  taskId: id,
  codeRewound: z.boolean(),
  ...rewound,
});
export type RewoundConversation = z.infer<typeof rewoundConversation>;

const errors = [
  "VALIDATION",
  "NOT_FOUND",
  "SEVERAL_SELECTORS",
  "UNKNOWN_CHECKPOINT",
  "COMMIT_GONE",
  "REWIND_OPEN",
  "NEVER_RAN",
  "TASK_FINISHED",
  "TASK_MERGED",
  "CONTRACT_OVER",
  "DAEMON_GONE",
  "DAEMON_FAILED",
] as const;

export const rewindEndpoints = {
  rewindTask: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/rewind",
    summary:
      "Take a task's code back to a checkpoint, with its conversation if you wish; shown first, undoable",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: rewindTask,
    answer: z.union([rewindPreview, rewoundTask]),
    status: 200,
    errors: [...errors, "BRANCH_NAME_INVALID", "BRANCH_EXISTS"],
  }),
  rewindConversation: endpoint({
    method: "POST",
    path: "/contracts/{id}/supervisor/conversation/rewind",
    summary: "Take a supervisor's conversation back, with its code if you wish; shown first, undoable",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: rewindConversation,
    answer: z.union([rewindPreview, rewoundConversation]),
    status: 200,
    errors: [
      ...errors,
      "NO_SUPERVISOR_STATE",
      "NEGATIVE_COUNT",
      "REWIND_PAST_BEGINNING",
      "UNKNOWN_INDEX",
      "FOREIGN_MESSAGE",
      "MESSAGE_OUT_OF_VIEW",
      "NO_CHECKPOINT",
    ],
  }),
};
