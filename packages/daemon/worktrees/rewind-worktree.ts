// Takes a task's worktree back: how it stands is kept first, and then it is made exactly as a commit has it. Done again after a kill, it does the
// rest and answers the same.
import type { ObjectId, RefName } from "../git/git-parts.ts";
import { parseObjectId } from "../git/git-parts.ts";
import { readRef, updateRefs } from "../git/refs.ts";
import { readGitLine } from "../git/run-git.ts";
import { listChangedFiles } from "./diff-task.ts";
import { isFolder } from "./is-folder.ts";
import type { Checkpoint } from "./make-checkpoint.ts";
import { captureWorktree } from "./make-checkpoint.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { writeWorktree } from "./restore-worktree.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Checkout, Store } from "./store.ts";
import { branchRef, checkoutPath, mirrorPlace } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface WorktreeRewind {
  readonly checkout: Checkout;
  /** Names this rewind for ever. */
  readonly rewindId: string;
  /** The lowest number that the checkpoint of how it stands may have. */
  readonly number: number;
  readonly contractBranch: string;
  /** Null: the worktree stays as it is. */
  readonly commit: ObjectId | null;
  /** A branch of the mirror that is to be made at the checkpoint of how it stands. */
  readonly branch: string | null;
}

export interface RewoundWorktree {
  /** Checkpoints that were made and perhaps never told of, oldest first. */
  readonly found: readonly Checkpoint[];
  readonly safety: Checkpoint;
  readonly filesChanged: number;
}

/** Null when the task has no worktree here. Throws `WorktreeError` `BRANCH_EXISTS`, `RESTORE_INCOMPLETE`; the worktree is then as it was. */
export function rewindWorktree(store: Store, rewind: WorktreeRewind): Promise<RewoundWorktree | null> {
  const { checkout, commit, branch } = rewind;
  const path = checkoutPath(store, checkout.taskId);
  return runExclusive(path, async () => {
    if (!(await isFolder(path))) return null;
    const { found, safety } = await keepStanding(store, rewind);
    if (branch !== null) await makeBranch(store, { mirror: checkout.mirror, branch, commit: safety.commit });
    if (commit === null) return { found, safety, filesChanged: 0 };
    await writeOrLeave(store, { checkout, commit, safety: safety.commit });
    const range = { mirror: checkout.mirror, from: safety.commit, to: commit };
    return { found, safety, filesChanged: (await listChangedFiles(store, range)).length };
  });
}

/** A checkpoint that a killed daemon made and could not tell of has a number already; one that this very rewind has made is not made twice. */
async function keepStanding(
  store: Store,
  { checkout, rewindId, number, contractBranch }: WorktreeRewind,
): Promise<{ found: readonly Checkpoint[]; safety: Checkpoint }> {
  const { checkpoints } = await readTaskRefs(store, checkout);
  const message = `As it stood before it was taken back\n\nMakima-Rewind: ${rewindId}`;
  const merges = { contractBranch, uncommitted: true };
  const request = { checkout, message, merges, evenIfSame: true };
  const found: Checkpoint[] = [];
  for (let next = number; ; next += 1) {
    const existing = checkpoints.get(next);
    const made = await captureWorktree(store, { ...request, number: next });
    if (existing === undefined || (await rewindOf(store, { checkout, commit: existing })) === rewindId)
      return { found, safety: made };
    found.push(made);
  }
}

async function rewindOf(
  store: Store,
  { checkout, commit }: { checkout: Checkout; commit: ObjectId },
): Promise<string> {
  return readGitLine(store.git, {
    place: mirrorPlace(checkout.mirror),
    command: [
      "log",
      "--max-count=1",
      "--no-color",
      "--format=%(trailers:key=Makima-Rewind,valueonly,separator=%x2C)",
      commit,
    ],
  });
}

async function makeBranch(
  store: Store,
  { mirror, branch, commit }: { mirror: string; branch: string; commit: ObjectId },
): Promise<void> {
  const ref: RefName = branchRef(branch);
  const standing = await readRef(store.git, mirrorPlace(mirror), ref);
  if (standing === commit) return;
  if (standing !== null)
    throw new WorktreeError({ code: "BRANCH_EXISTS", message: `There is a branch ${branch} already.` });
  await updateRefs(store.git, mirror, [{ ref, to: parseObjectId(commit), from: null }]);
}

/** Something may be in the way of a file: then what was written is taken back. */
async function writeOrLeave(
  store: Store,
  { checkout, commit, safety }: { checkout: Checkout; commit: ObjectId; safety: ObjectId },
): Promise<void> {
  try {
    await writeWorktree(store, { checkout, commit });
  } catch (error) {
    await writeWorktree(store, { checkout, commit: safety });
    throw error;
  }
}
