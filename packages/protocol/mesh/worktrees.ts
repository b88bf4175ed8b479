// Worktrees between server and daemon: what stands where, and the commands that remove a checkout, bring it back, or make a checkpoint of it.
import { z } from "zod";
import { count, id } from "../shapes/shapes.ts";
import { sentCheckpoint } from "./sent-checkpoint.ts";

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const repository = z.object({ path: z.string(), baseBranch: z.string(), baseCommit: commit });
const ofTask = { contractId: id, taskId: id };

const worktreeAt = z.object({
  taskId: id,
  /** on the disk, its git directory included; null where the machine cannot tell */
  bytes: count.nullable(),
});
export type WorktreeAt = z.infer<typeof worktreeAt>;

/** `isWhole`: `standing` names every checkout of the daemon; else only those that are new or have another size. */
export const worktreesRecord = z.object({
  kind: z.literal("worktrees"),
  isWhole: z.boolean(),
  standing: z.array(worktreeAt),
  gone: z.array(id),
});

export const worktreeCommands = [
  /** the checkout of a finished task, after a checkpoint of how it stands */
  z.object({
    kind: z.literal("remove_worktree"),
    ...ofTask,
    repositoryPath: z.string(),
    keep: z.object({ number: z.int().min(1), message: z.string() }),
    /** goes although it holds what no checkpoint can take */
    evenWithLosses: z.boolean(),
    /** the owner's command, for a checkout that has had its set-up */
    teardown: z.string().nullable().optional(),
  }),
  z.object({
    kind: z.literal("return_worktree"),
    ...ofTask,
    repository,
    branch: z.string(),
    /** of the checkpoint that it is made from */
    commit,
    /** where plain files are written instead; null: back to where it was */
    to: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("make_checkpoint"),
    ...ofTask,
    repository,
    contractBranch: z.string(),
    /** where no run of the task is at work, which counts for itself */
    number: z.int().min(1),
    message: z.string(),
  }),
] as const;

/** What `remove_worktree` answers. Not removed: it holds what `warnings` tell, and stands. `leftOut`: what went for good, in words. */
export const removeResult = z.object({
  removed: z.boolean(),
  kept: z.array(sentCheckpoint),
  warnings: z.array(z.string()),
  leftOut: z.array(z.string()),
  /** how the owner's teardown went wrong, with its last lines; null where it went well or there was none */
  teardownFailure: z.string().nullable().optional(),
});

/** What `return_worktree` answers. `isWhole`: the agent's own commits, stash and index are back too. */
export const returnResult = z.object({ path: z.string(), isWhole: z.boolean() });

/** What `make_checkpoint` answers. `made` is null where the run at work has told of it itself. */
export const checkpointResult = z.object({ number: z.int().min(1), made: sentCheckpoint.nullable() });
