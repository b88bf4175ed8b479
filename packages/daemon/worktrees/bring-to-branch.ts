// Brings a supervisor's checkout to where its contract's branch stands; what it changed itself becomes a checkpoint first.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectId } from "../git/git-parts.ts";
import { readRef } from "../git/refs.ts";
import type { ChangedFile } from "./diff-task.ts";
import { listChangedFiles } from "./diff-task.ts";
import type { ContractBranch } from "./ensure-branch.ts";
import type { Checkpoint, CheckpointRequest } from "./make-checkpoint.ts";
import { captureWorktree } from "./make-checkpoint.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { writeWorktree } from "./restore-worktree.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { branchRef, checkoutPath, indexPath, mirrorPlace, sharedRef } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";
import { writeInside, writeSharedRefs } from "./write-shared-refs.ts";

export interface BringRequest {
  readonly branch: ContractBranch;
  /** The branch that the checkout's agent is on. */
  readonly ownBranch: string;
  /** How the branch is called among the shared refs, see `createCheckout`. */
  readonly sharedName: string;
  /** For what the supervisor changed itself, if anything. */
  readonly safety: CheckpointRequest;
}

export interface Brought {
  readonly commit: ObjectId;
  /** What the supervisor had changed in its worktree since it was last brought here; null when nothing. */
  readonly ownChanges: { readonly checkpoint: Checkpoint; readonly files: readonly ChangedFile[] } | null;
}

/** Throws `WorktreeError` `BRANCH_MISSING`, `CHECKOUT_MISSING`, `RESTORE_INCOMPLETE`. */
export function bringToBranch(store: Store, request: BringRequest): Promise<Brought> {
  const { checkout } = request.safety;
  return runExclusive(checkoutPath(store, checkout.taskId), async () => {
    const ref = branchRef(request.branch.branch);
    const tip = await readRef(store.git, mirrorPlace(checkout.mirror), ref);
    if (tip === null) {
      const message = `The contract's branch ${request.branch.branch} is not in the mirror.`;
      throw new WorktreeError({ code: "BRANCH_MISSING", message });
    }
    const { head } = await readTaskRefs(store, checkout);
    const checkpoint = await captureWorktree(store, request.safety);
    if (head === tip && !checkpoint.made) return { commit: tip, ownChanges: null };

    const files =
      checkpoint.made && head !== null
        ? await listChangedFiles(store, { mirror: checkout.mirror, from: head, to: checkpoint.commit })
        : [];
    await writeWorktree(store, { checkout, commit: tip });
    await moveAgentsHead(store, { request, tip });
    return { commit: tip, ownChanges: checkpoint.made ? { checkpoint, files } : null };
  });
}

/** So that the agent's own git finds itself on the branch with nothing changed. */
async function moveAgentsHead(
  store: Store,
  { request, tip }: { request: BringRequest; tip: ObjectId },
): Promise<void> {
  const { checkout } = request.safety;
  const worktree = checkoutPath(store, checkout.taskId);
  const own = branchRef(request.ownBranch);
  await writeSharedRefs(worktree, [
    { ref: own, target: tip },
    { ref: sharedRef(request.sharedName), target: tip },
  ]);
  await writeInside({ worktree, path: join(".git", "HEAD"), content: `ref: ${own}\n` });
  await writeInside({ worktree, path: join(".git", "index"), content: await readFile(indexPath(checkout)) });
}
