// Merges a task's result into the contract's branch, all or nothing, and brings the branch to the person's repository.
import { isRemoteUrl } from "@makima/core/repository";
import type { MeshCommand, mergeResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { parseObjectId } from "../git/git-parts.ts";
import type { Runs } from "../runs/runs.ts";
import { deliverBranch, mergeTask } from "../worktrees/worktrees.ts";
import { describeObstacle } from "./describe-obstacle.ts";
import { keepAtMerge } from "./keep-at-merge.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type Merge = Extract<MeshCommand, { kind: "merge" }>;

/** Idempotent by `mergeId`: a merge that a crash cut short is done again and answers the same. */
export async function answerMerge(
  parts: HandsParts & { runs: Runs },
  command: Merge,
): Promise<z.infer<typeof mergeResult>> {
  const { store } = parts;
  const { repository, branch } = await openRepository(parts, { ...command, commits: [command.commit] });
  const kept = await keepAtMerge(parts, { mirror: branch.mirror, command });
  const outcome = await mergeTask(store, {
    branch,
    mergeId: command.mergeId,
    taskName: command.taskName,
    result: parseObjectId(kept?.commit ?? command.commit),
  });
  if (!outcome.merged) return { merged: false, conflicts: [...outcome.conflicts], kept };
  if (!repository.ok) {
    const { commit } = outcome;
    // A remote's branch waits for its push.
    if (isRemoteUrl(command.repository.path))
      return { merged: true, commit, delivered: null, undelivered: null, kept };
    const undelivered = `${repository.message} The branch stays in this machine's mirror until a merge finds the repository again.`;
    return { merged: true, commit, delivered: null, undelivered, kept };
  }
  const { ref, obstacle } = await deliverBranch(store, { branch, repository });
  const delivered = { ref, note: describeObstacle(obstacle) };
  return { merged: true, commit: outcome.commit, delivered, undelivered: null, kept };
}
