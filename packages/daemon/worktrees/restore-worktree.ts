// Makes a task's worktree exactly as a commit has it, after a checkpoint of how it stood.
import type { ObjectId } from "../git/git-parts.ts";
import { updateRefs } from "../git/refs.ts";
import { runGit } from "../git/run-git.ts";
import type { Checkpoint, CheckpointRequest } from "./make-checkpoint.ts";
import { captureWorktree, readTree } from "./make-checkpoint.ts";
import { runExclusive } from "./run-exclusive.ts";
import { snapshotWorktree, withPrivateIndex } from "./snapshot-worktree.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath, taskRefs } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface RestoreRequest {
  /** The commit of a checkpoint, or any other that the mirror holds. */
  readonly commit: ObjectId;
  /** The checkpoint that keeps how it stood; `made` is false in the answer when nothing stood otherwise. */
  readonly safety: CheckpointRequest;
}

/**
 * Ignored files, the agent's own index, HEAD, branches and stash stay as they are. A repeated call does the rest of what a
 * killed one began. Throws `WorktreeError` `RESTORE_INCOMPLETE` when something in the worktree is in the way.
 */
export function restoreWorktree(
  store: Store,
  { commit, safety }: RestoreRequest,
): Promise<{ safety: Checkpoint }> {
  return runExclusive(checkoutPath(store, safety.checkout.taskId), async () => {
    const made = await captureWorktree(store, safety);
    await writeWorktree(store, { checkout: safety.checkout, commit });
    return { safety: made };
  });
}

/** For a caller who holds the task's turn and has captured how the worktree stood. */
export async function writeWorktree(
  store: Store,
  { checkout, commit }: { checkout: Checkout; commit: ObjectId },
): Promise<void> {
  await withPrivateIndex(store, checkout, (place) =>
    runGit(store.git, { place, command: ["read-tree", "--reset", "-u", commit] }),
  );
  await updateRefs(store.git, checkout.mirror, [{ ref: taskRefs(checkout).head, to: commit }]);
  const [{ tree }, wanted] = await Promise.all([
    snapshotWorktree(store, { checkout }),
    readTree(store, { mirror: checkout.mirror, commit }),
  ]);
  if (tree !== wanted) {
    const message = `The worktree of task ${checkout.taskId} could not be made exactly as ${commit}: something in it is in the way or changes it while it is written.`;
    throw new WorktreeError({ code: "RESTORE_INCOMPLETE", message, retryable: true });
  }
}
