// Brings a checkout back from the trash can: its files as a checkpoint has them, and its own git directory as it was.
import type { ObjectId } from "../git/git-parts.ts";
import { createCheckout } from "./create-checkout.ts";
import { hasCommits } from "./has-commits.ts";
import { isFolder } from "./is-folder.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath } from "./store.ts";
import { finishRemoval, putGitBack } from "./trash.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface ReturnRequest {
  readonly checkout: Checkout;
  /** The branch that its HEAD is on when its own git directory is not here. */
  readonly branch: string;
  /** The checkpoint's. */
  readonly commit: ObjectId;
}

/**
 * Safe to repeat after a kill. `isWhole` is false where the agent's own commits, stash and index are not on this machine.
 * Throws `WorktreeError` `CHECKOUT_STANDS`, `COMMIT_GONE`.
 */
export async function returnCheckout(
  store: Store,
  { checkout, branch, commit }: ReturnRequest,
): Promise<{ path: string; isWhole: boolean }> {
  const { taskId, mirror } = checkout;
  const path = checkoutPath(store, taskId);
  await runExclusive(path, async () => {
    if (await isFolder(path)) {
      const message = `The worktree is where it was, at ${path}.`;
      throw new WorktreeError({ code: "CHECKOUT_STANDS", message });
    }
    await finishRemoval({ home: store.home, taskId });
  });
  await requireCommit(store, { mirror, commit });
  const { base } = await readTaskRefs(store, checkout);
  await createCheckout(store, {
    checkout,
    branch,
    baseCommit: base ?? commit,
    filledWith: commit,
    shared: [],
  });
  const isWhole = await runExclusive(path, () => putGitBack({ home: store.home, taskId, path }));
  return { path, isWhole };
}

export async function requireCommit(
  store: Store,
  { mirror, commit }: { mirror: string; commit: ObjectId },
): Promise<void> {
  if ((await hasCommits(store, { mirror, commits: [commit] })).size > 0) return;
  const message = `The commit ${commit} of the checkpoint is not on this machine any more, nor in a bundle at the server.`;
  throw new WorktreeError({ code: "COMMIT_GONE", message });
}
