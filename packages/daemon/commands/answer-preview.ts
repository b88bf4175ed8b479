// Answers what a rewind would change, or why it cannot be done. Nothing moves.
import type { MeshCommand, previewResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { isBranchName } from "../git/branch-names.ts";
import { parseObjectId } from "../git/git-parts.ts";
import { isBranchTaken, previewRewind, WorktreeError } from "../worktrees/worktrees.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type Preview = Extract<MeshCommand, { kind: "preview_rewind" }>;
type Answer = z.infer<typeof previewResult>;

const MOST_FILES = 10_000;

export async function answerPreview(parts: HandsParts, command: Preview): Promise<Answer> {
  const { branch, contractId, taskId, commit, from } = command;
  if (branch !== null && !isBranchName(branch))
    return { ok: false, code: "BRANCH_NAME_INVALID", message: `${branch} cannot be the name of a branch` };
  const opened = await openCommit(parts, command);
  if (opened === null)
    return { ok: false, code: "COMMIT_GONE", message: `commit ${commit} is neither here nor at the server` };
  const { mirror } = opened.branch;
  if (branch !== null && (await isBranchTaken(parts.store, { ...opened, mirror, branch })))
    return { ok: false, code: "BRANCH_EXISTS", message: `there is a branch ${branch} already` };
  if (commit === null) return { ok: true, files: [], filesTruncated: false };
  const files = await previewRewind(parts.store, {
    checkout: { mirror, contractId, taskId },
    to: parseObjectId(commit),
    standing: from === null ? null : parseObjectId(from),
  });
  return {
    ok: true,
    files: files.slice(0, MOST_FILES).map(({ path, status }) => ({ path, change: status })),
    filesTruncated: files.length > MOST_FILES,
  };
}

type Opened = Awaited<ReturnType<typeof openRepository>>;

async function openCommit(parts: HandsParts, command: Preview): Promise<Opened | null> {
  const commits = command.commit === null ? [] : [command.commit];
  try {
    return await openRepository(parts, { ...command, branchCommit: null, commits, patienceMs: 0 });
  } catch (error) {
    if (error instanceof WorktreeError && error.code === "RESULT_MISSING") return null;
    throw error;
  }
}
