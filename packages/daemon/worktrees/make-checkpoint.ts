// Makes a checkpoint of a task's worktree: a commit on a hidden ref of the mirror, durable when this returns.
import type { ObjectId } from "../git/git-parts.ts";
import { parentOf, parseObjectId, treeOf } from "../git/git-parts.ts";
import { readNumstat, updateRefs } from "../git/refs.ts";
import { readGitLine } from "../git/run-git.ts";
import { findMergedParent, type MergesTaken } from "./find-merged-parent.ts";
import type { SnapshotLimits, SnapshotWarning } from "./list-changes.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import { snapshotWorktree } from "./snapshot-worktree.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath, mirrorPlace, taskRefs } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface CheckpointRequest {
  readonly checkout: Checkout;
  /** 1 or more, one higher than the last; a call that is repeated with a number that exists answers with what it made. */
  readonly number: number;
  readonly message: string;
  readonly limits?: SnapshotLimits;
  /** Absent: the checkpoint has one parent, whatever the agent merged. */
  readonly merges?: MergesTaken;
  /** Makes one also where nothing has changed. */
  readonly evenIfSame?: boolean;
}

export interface Checkpoint {
  /** False when the worktree is as it was and nothing new is merged: then this is the last one, or the task's base with the number 0. */
  readonly made: boolean;
  readonly number: number;
  readonly commit: ObjectId;
  readonly tree: ObjectId;
  /** Against the checkpoint's first parent. */
  readonly filesChanged: number;
  readonly linesAdded: number;
  readonly linesRemoved: number;
  readonly warnings: readonly SnapshotWarning[];
}

/** Throws `WorktreeError` `CHECKOUT_MISSING`, `CHECKPOINT_TOO_LARGE`. */
export function makeCheckpoint(store: Store, request: CheckpointRequest): Promise<Checkpoint> {
  return runExclusive(checkoutPath(store, request.checkout.taskId), () => captureWorktree(store, request));
}

/** The same for a caller who holds the task's turn already. */
export async function captureWorktree(store: Store, request: CheckpointRequest): Promise<Checkpoint> {
  const { checkout, number } = request;
  const names = taskRefs(checkout);
  const ref = names.checkpoint(number);
  const refs = await readTaskRefs(store, checkout);
  const existing = refs.checkpoints.get(number);
  if (existing !== undefined) {
    await completeMove(store, { checkout, existing, head: refs.head });
    return describe(store, { checkout, number, commit: existing, made: true, warnings: [] });
  }
  const parent = refs.head;
  if (parent === null) {
    throw new WorktreeError({
      code: "CHECKOUT_MISSING",
      message: `Task ${checkout.taskId} has no checkout.`,
    });
  }
  // Read first: a merge that the agent makes in between is then in the tree without being claimed, and not the other way round.
  const merged =
    request.merges === undefined
      ? null
      : await findMergedParent(store, { checkout, refs, merges: request.merges });
  const [{ tree, warnings }, parentTree] = await Promise.all([
    snapshotWorktree(store, request),
    readTree(store, { mirror: checkout.mirror, commit: parent }),
  ]);
  const isMade = merged !== null || request.evenIfSame === true;
  if (!isMade && tree === parentTree) {
    const last = Math.max(
      0,
      ...[...refs.checkpoints].filter(([, commit]) => commit === parent).map(([n]) => n),
    );
    return {
      made: false,
      number: last,
      commit: parent,
      tree,
      filesChanged: 0,
      linesAdded: 0,
      linesRemoved: 0,
      warnings,
    };
  }
  const commit = parseObjectId(
    await readGitLine(store.git, {
      place: mirrorPlace(checkout.mirror),
      command: ["commit-tree", tree, "-p", parent, ...(merged === null ? [] : (["-p", merged] as const))],
      input: `${request.message.trim()}\n`,
    }),
  );
  await updateRefs(store.git, checkout.mirror, [
    { ref, to: commit, from: null },
    { ref: names.head, to: commit, from: parent },
  ]);
  return describe(store, { checkout, number, commit, made: true, warnings });
}

/** A kill between the two refs of a checkpoint left the worktree's head one behind. */
async function completeMove(
  store: Store,
  { checkout, existing, head }: { checkout: Checkout; existing: ObjectId; head: ObjectId | null },
): Promise<void> {
  if (head === null || head === existing) return;
  const place = mirrorPlace(checkout.mirror);
  const parent = await readGitLine(store.git, {
    place,
    command: ["rev-parse", "--verify", parentOf(existing)],
  });
  if (parent !== head) return;
  await updateRefs(store.git, checkout.mirror, [{ ref: taskRefs(checkout).head, to: existing, from: head }]);
}

export async function readTree(
  store: Store,
  { mirror, commit }: { mirror: string; commit: ObjectId },
): Promise<ObjectId> {
  const command = ["rev-parse", "--verify", treeOf(commit)] as const;
  return parseObjectId(await readGitLine(store.git, { place: mirrorPlace(mirror), command }));
}

async function describe(
  store: Store,
  made: {
    checkout: Checkout;
    number: number;
    commit: ObjectId;
    made: boolean;
    warnings: readonly SnapshotWarning[];
  },
): Promise<Checkpoint> {
  const place = mirrorPlace(made.checkout.mirror);
  const [tree, files] = await Promise.all([
    readTree(store, { mirror: made.checkout.mirror, commit: made.commit }),
    readNumstat(store.git, place, { from: parentOf(made.commit), to: made.commit }),
  ]);
  return {
    made: made.made,
    number: made.number,
    commit: made.commit,
    tree,
    filesChanged: files.length,
    linesAdded: files.reduce((sum, file) => sum + (file.added ?? 0), 0),
    linesRemoved: files.reduce((sum, file) => sum + (file.removed ?? 0), 0),
    warnings: made.warnings,
  };
}
