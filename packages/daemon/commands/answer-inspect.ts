// Answers how the worktree of a lost run stands. Nothing of the repository is executed.
import type { inspectResult, MeshCommand } from "@makima/protocol/mesh";
import type { z } from "zod";
import { parseObjectId } from "../git/git-parts.ts";
import { tellCheckpoint } from "../runs/tell-checkpoint.ts";
import { lookAtWorktree } from "../worktrees/worktrees.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type Inspect = Extract<MeshCommand, { kind: "inspect_worktree" }>;

export async function answerInspect(
  parts: HandsParts,
  command: Inspect,
): Promise<z.infer<typeof inspectResult>> {
  const { branch } = await openRepository(parts, { ...command, branchCommit: null, commits: [] });
  const { contractId, taskId, contractBranch, checkpoints, keep } = command;
  const { number, message, reason, evenIfSame } = keep;
  const look = await lookAtWorktree(parts.store, {
    commits: checkpoints.map(({ commit }) => parseObjectId(commit)),
    keep: {
      checkout: { mirror: branch.mirror, contractId, taskId },
      number,
      message,
      evenIfSame,
      merges: { contractBranch, uncommitted: true },
    },
  });
  const gone = new Set<string>(look.unreachable);
  return {
    worktree: look.isPresent ? "present" : "missing",
    differs: look.kept !== null && look.kept.filesChanged > 0,
    unreachable: checkpoints.filter(({ commit }) => gone.has(commit)).map(({ checkpointId }) => checkpointId),
    kept: look.kept === null ? null : tellCheckpoint(look.kept, { reason, message }),
  };
}
