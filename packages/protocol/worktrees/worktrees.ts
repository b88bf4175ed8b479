// Worktrees over HTTP: what stands on which machine's disk, what is in the trash can, and checkpoints that a person asks for.
import { TASK_KINDS, TASK_STATUSES } from "@makima/core/task";
import { WORK_STANDINGS, WORKTREE_STATES } from "@makima/core/worktree";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, listOf, none, page, text, time } from "../shapes/shapes.ts";

const worktreeShape = z.object({
  taskId: id,
  taskName: z.string(),
  taskKind: z.enum(TASK_KINDS),
  taskStatus: z.enum(TASK_STATUSES),
  contractId: id,
  contractName: z.string(),
  daemon: z.object({ id, name: z.string(), isOnline: z.boolean() }),
  state: z.enum(WORKTREE_STATES),
  /** on that machine's disk; of one that is gone, what it took. Null while nobody has measured it */
  bytes: count.nullable(),
  work: z.enum(WORK_STANDINGS),
  /** a checkpoint holds it as its last run left it: that was stopped, and not lost */
  isCaptured: z.boolean(),
  checkpoint: z.object({ number: count, commit: z.string(), createdAt: time }).nullable(),
  /** when it goes by the rule, if nothing holds it and no room is wanted sooner; null while its task goes on */
  goesAt: time.nullable(),
  /** why it did not go when it was to */
  problem: z.string().nullable(),
  /** of one that was removed: what went for good, since no checkpoint holds it */
  leftOut: z.array(z.string()),
  removedAt: time.nullable(),
  returnedAt: time.nullable(),
});
export type Worktree = z.infer<typeof worktreeShape>;

const prunedShape = z.object({
  items: z.array(worktreeShape.extend({ goes: z.boolean(), why: z.string() })),
  /** of those that go */
  bytes: count,
});
export type Pruned = z.infer<typeof prunedShape>;

const taskParams = closed({ id });

export const worktreeEndpoints = {
  listWorktrees: endpoint({
    method: "GET",
    path: "/mesh/worktrees",
    summary: "The worktrees of the owner's tasks on all machines, standing ones and those in the trash can",
    scope: "read",
    params: none,
    query: closed({
      ...page,
      contractId: id.optional(),
      taskId: id.optional(),
      daemonId: id.optional(),
      state: z.enum(WORKTREE_STATES).optional(),
    }),
    body: none,
    /** `bytes`: what all that stand take together, whatever the query asks for */
    answer: listOf(worktreeShape).extend({ bytes: count, standing: count, removed: count }),
    status: 200,
    errors: ["VALIDATION", "INVALID_CURSOR"],
  }),
  pruneWorktrees: endpoint({
    method: "POST",
    path: "/mesh/worktrees/prune",
    summary: "Move finished tasks' worktrees to the trash can now; each is captured as a checkpoint first",
    scope: "owner",
    params: none,
    query: none,
    body: closed({
      /** these alone; absent: all of finished tasks */
      taskIds: z.array(id).min(1).max(200).optional(),
      contractId: id.optional(),
      /** also those whose result is not merged; named ones go anyway */
      unmerged: z.boolean().default(false),
      /** also what no checkpoint can hold: that is lost. For named ones only */
      evenWithLosses: z.boolean().default(false),
      dryRun: z.boolean().default(false),
    }),
    answer: prunedShape,
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "WORKTREE_IN_USE", "DAEMON_GONE"],
  }),
  restoreWorktree: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/worktree/restore",
    summary: "Bring a finished task's worktree back from the trash can, or write its files to another path",
    scope: "owner",
    params: taskParams,
    query: none,
    body: closed({
      /** absolute, on the daemon's machine; plain files are written there. Absent: back to where it was */
      path: text({ min: 1, max: 4096 }).optional(),
    }),
    /** `isWhole`: the agent's own commits, stash and index are back too */
    answer: z.object({ path: z.string(), isWhole: z.boolean() }),
    status: 200,
    errors: [
      "VALIDATION",
      "NOT_FOUND",
      "NEVER_RAN",
      "TASK_NOT_FINISHED",
      "DAEMON_GONE",
      "WORKTREE_STANDS",
      "COMMIT_GONE",
      "PATH_UNUSABLE",
      "PATH_NOT_EMPTY",
      "DAEMON_FAILED",
    ],
  }),
  createCheckpoint: endpoint({
    method: "POST",
    path: "/mesh/tasks/{id}/checkpoints",
    summary: "Make a checkpoint of a task now, also in the middle of its agent's turn",
    scope: "owner",
    params: taskParams,
    query: none,
    body: closed({ message: text({ min: 1, max: 2000 }).default("Asked for by a person") }),
    /** the whole checkpoint is among the task's checkpoints */
    answer: z.object({ number: z.int().min(1) }),
    status: 201,
    errors: ["VALIDATION", "NOT_FOUND", "NEVER_RAN", "TASK_FINISHED", "DAEMON_GONE", "DAEMON_FAILED"],
  }),
};
