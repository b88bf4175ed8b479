// Looks at a task's worktree before a lost run goes on: whether it is there, whether it differs from its last checkpoint, and which commits of
// its checkpoints can still be reached. What differs is kept as a checkpoint.
import type { ObjectId } from "../git/git-parts.ts";
import { updateRefs } from "../git/refs.ts";
import { hasTrees } from "./has-commits.ts";
import { isFolder } from "./is-folder.ts";
import type { Checkpoint, CheckpointRequest } from "./make-checkpoint.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath, taskRefs } from "./store.ts";

export interface Look {
  readonly isPresent: boolean;
  /** What was kept, or null when nothing was to be kept. */
  readonly kept: Checkpoint | null;
  readonly unreachable: readonly ObjectId[];
}

/** A repeated call answers the same. Throws what `makeCheckpoint` throws. */
export async function lookAtWorktree(
  store: Store,
  { keep, commits }: { keep: CheckpointRequest; commits: readonly ObjectId[] },
): Promise<Look> {
  const { checkout } = keep;
  const there = await hasTrees(store, { mirror: checkout.mirror, commits });
  const unreachable = commits.filter((commit) => !there.has(commit));
  if (!(await isFolder(checkoutPath(store, checkout.taskId))))
    return { isPresent: false, kept: null, unreachable };
  // What a checkpoint would stand on is gone: none can be made until the worktree goes back to one that is there.
  const { head } = await readTaskRefs(store, checkout);
  if (head !== null && !(await isReachable(store, { mirror: checkout.mirror, commit: head })))
    return { isPresent: true, kept: null, unreachable };
  const checkpoint = await makeCheckpoint(store, keep);
  return { isPresent: true, kept: checkpoint.made ? checkpoint : null, unreachable };
}

/** Before a worktree goes back: what it was last equal to may be gone, and then it is as if it had been made from `commit`. */
export async function mendHead(
  store: Store,
  { checkout, commit }: { checkout: Checkout; commit: ObjectId },
): Promise<void> {
  const { head } = await readTaskRefs(store, checkout);
  if (head === null || (await isReachable(store, { mirror: checkout.mirror, commit: head }))) return;
  await updateRefs(store.git, checkout.mirror, [{ ref: taskRefs(checkout).head, to: commit }]);
}

async function isReachable(
  store: Store,
  { mirror, commit }: { mirror: string; commit: ObjectId },
): Promise<boolean> {
  return (await hasTrees(store, { mirror, commits: [commit] })).has(commit);
}
