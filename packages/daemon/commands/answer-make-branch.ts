// Makes an ordinary branch at a checkpoint in the person's repository.
import type { branchResult, MeshCommand } from "@makima/protocol/mesh";
import type { z } from "zod";
import { parseObjectId } from "../git/git-parts.ts";
import { makeBranch, WorktreeError } from "../worktrees/worktrees.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type MakeBranch = Extract<MeshCommand, { kind: "make_branch" }>;

/** Idempotent by `branchId`: a branch that a crash cut short is made once, and one that was made answers the same. */
export async function answerMakeBranch(
  parts: HandsParts,
  command: MakeBranch,
): Promise<z.infer<typeof branchResult>> {
  const { contractId, branchId, branchName } = command;
  const { repository, branch } = await openRepository(parts, { ...command, commits: [command.commit] });
  if (!repository.ok) {
    const message = `${repository.message} ${repository.mend}`;
    throw new WorktreeError({ code: "FETCH_FAILED", message, retryable: true });
  }
  const commit = parseObjectId(command.commit);
  await makeBranch(parts.store, {
    mirror: branch.mirror,
    repository,
    contractId,
    branchId,
    branchName,
    commit,
  });
  return { branchName, commit };
}
