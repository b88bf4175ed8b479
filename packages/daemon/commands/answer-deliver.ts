// Brings a contract's branch to the person: pushed to the remote, or fetched into the repository at its path.
import { isRemoteUrl } from "@makima/core/repository";
import type { Delivery } from "@makima/protocol/deliveries";
import type { MeshCommand } from "@makima/protocol/mesh";
import { pushBranch } from "../remotes/remotes.ts";
import { deliverBranch } from "../worktrees/worktrees.ts";
import { describeObstacle } from "./describe-obstacle.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type Deliver = Extract<MeshCommand, { kind: "deliver" }>;

/** Idempotent: what is there already is delivered. */
export async function answerDeliver(parts: HandsParts, command: Deliver): Promise<Delivery> {
  const { repository, branch, tip } = await openRepository(parts, { ...command, commits: [] });
  const { path: location } = command.repository;
  if (isRemoteUrl(location)) {
    const push = await pushBranch(parts.store, { branch, url: location });
    if (push.pushed)
      return { delivered: true, commit: push.commit, ref: push.ref, remote: location, note: null };
    const { commit, isRejected, problem } = push;
    return { delivered: false, commit, isRejected, problem };
  }
  if (!repository.ok) {
    const { code, message, mend } = repository;
    return { delivered: false, commit: tip, isRejected: false, problem: { code, message, mend } };
  }
  const { ref, commit, obstacle } = await deliverBranch(parts.store, { branch, repository });
  return { delivered: true, commit, ref, remote: null, note: describeObstacle(obstacle) };
}
