// What a daemon's hands do for a rewind: look whether it can be done and what would change, and do it.
import { FILE_CHANGES } from "@makima/core/rewind";
import { z } from "zod";
import { count, id } from "../shapes/shapes.ts";
import { commit, inRepository } from "./in-repository.ts";
import { sentCheckpoint } from "./sent-checkpoint.ts";

const at = {
  ...inRepository,
  /** where the worktree goes; null: it stays */
  commit: commit.nullable(),
  /** the branch that is to keep the code as it stands now */
  branch: z.string().nullable(),
};

export const rewindCommands = [
  /** moves nothing; `from`: where the worktree stands, when it is not here */
  z.object({ kind: z.literal("preview_rewind"), ...at, from: commit.nullable().default(null) }),
  /** the same rewind again does the rest of what was begun, and answers the same */
  z.object({
    kind: z.literal("rewind_worktree"),
    ...at,
    rewindId: id,
    /** of the checkpoint that keeps how it stands, unless that number is taken */
    number: z.int().min(1),
  }),
] as const;

/** What `preview_rewind` answers: what would change, or why it cannot be done. */
export const previewResult = z.union([
  z.object({
    ok: z.literal(true),
    files: z.array(z.object({ path: z.string(), change: z.enum(FILE_CHANGES) })),
    filesTruncated: z.boolean(),
  }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["COMMIT_GONE", "BRANCH_NAME_INVALID", "BRANCH_EXISTS"]),
    message: z.string(),
  }),
]);

/**
 * What `rewind_worktree` answers. `kept`: the checkpoints that nobody was told of yet, oldest first; the last one is how the worktree stood.
 * `worktree` missing: it is not on this machine, and nothing was done.
 */
export const rewindResult = z.union([
  z.object({
    worktree: z.literal("present"),
    kept: z.array(sentCheckpoint).min(1),
    filesChanged: count,
    branch: z.object({ name: z.string(), commit, note: z.string().nullable() }).nullable(),
  }),
  z.object({ worktree: z.literal("missing") }),
]);
