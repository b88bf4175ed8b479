// Tells what a rewind would change in a task's worktree, and moves nothing.
import type { ObjectId } from "../git/git-parts.ts";
import { type ChangedFile, listChangedFiles } from "./diff-task.ts";
import { isFolder } from "./is-folder.ts";
import { runExclusive } from "./run-exclusive.ts";
import { snapshotWorktree } from "./snapshot-worktree.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath } from "./store.ts";

/** From the worktree as it stands; where it is not here, from `standing`. Empty when neither is known. */
export async function previewRewind(
  store: Store,
  { checkout, to, standing }: { checkout: Checkout; to: ObjectId; standing: ObjectId | null },
): Promise<readonly ChangedFile[]> {
  const path = checkoutPath(store, checkout.taskId);
  const from = await runExclusive(path, async () =>
    (await isFolder(path)) ? (await snapshotWorktree(store, { checkout })).tree : standing,
  );
  return from === null ? [] : listChangedFiles(store, { mirror: checkout.mirror, from, to });
}
