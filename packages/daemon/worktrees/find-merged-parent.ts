// Finds what an agent has merged of its contract's branch, to be the second parent of its next checkpoint.
import type { ObjectId } from "../git/git-parts.ts";
import { readRef } from "../git/refs.ts";
import { readGitLine } from "../git/run-git.ts";
import { readClaimedCommits } from "./read-claimed-commits.ts";
import type { TaskRefs } from "./read-task-refs.ts";
import type { Checkout, Store } from "./store.ts";
import { branchRef, checkoutPath, mirrorPlace } from "./store.ts";

/** Whether and how a checkpoint takes in what the agent merged. */
export interface MergesTaken {
  /** Only commits of this branch are taken; without `refs/heads/`. */
  readonly contractBranch: string;
  /**
   * A merge that the agent has resolved but not committed counts too. Only where the agent says that its work is done, or where
   * the checkpoint keeps what is about to be set aside: a checkpoint in the middle of a merge that is then given up would
   * have its successors descend from what they do not hold.
   */
  readonly uncommitted: boolean;
}

/**
 * The newest commit of the contract's branch that the agent claims to have merged and that no checkpoint of the task holds yet.
 *
 * The claim is read from a folder that a hostile agent writes, so it may be false. It can do no more than `git merge -s ours`
 * would: the ids only choose among commits that the mirror itself lists on the contract's branch, and never stand on a command
 * line; the checkpoint's tree is the worktree whatever is claimed; and diffs are made of trees. What a rewind left behind is
 * held by a checkpoint already, the one that was made before it, so a HEAD that still tells of it claims nothing new.
 */
export async function findMergedParent(
  store: Store,
  { checkout, refs, merges }: { checkout: Checkout; refs: TaskRefs; merges: MergesTaken },
): Promise<ObjectId | null> {
  const held = [refs.base, refs.head, ...refs.checkpoints.values()].filter((commit) => commit !== null);
  const claimed = new Set(await readClaimedCommits(checkoutPath(store, checkout.taskId), merges));
  for (const commit of held) claimed.delete(commit);
  if (claimed.size === 0) return null;
  const place = mirrorPlace(checkout.mirror);
  const tip = await readRef(store.git, place, branchRef(merges.contractBranch));
  if (tip === null) return null;
  const news = await readGitLine(store.git, {
    place,
    command: ["log", "--no-color", "--date-order", "--format=%H", "--stdin"],
    input: [tip, ...held.map((commit) => `^${commit}`)].map((line) => `${line}\n`).join(""),
  });
  return news.split("\n").find((commit): commit is ObjectId => claimed.has(commit as ObjectId)) ?? null;
}
