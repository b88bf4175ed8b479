// Stores a worktree as it stands as a tree, by way of the task's private index; the agent's own index is never touched.
import { lstat, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Git, GitPlace } from "../git/git-environment.ts";
import { GitError } from "../git/git-error.ts";
import type { ObjectId } from "../git/git-parts.ts";
import { parseObjectId } from "../git/git-parts.ts";
import { readRef } from "../git/refs.ts";
import { readGitLine, runGit } from "../git/run-git.ts";
import { copyIndex } from "./copy-index.ts";
import { findConverted } from "./find-converted.ts";
import { isFolder } from "./is-folder.ts";
import { readLeftOut } from "./left-out.ts";
import type { ScannedPlace, SnapshotLimits, SnapshotWarning, WorktreeChanges } from "./list-changes.ts";
import { defaultLimits, listChanges, warning } from "./list-changes.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath, indexPath, mirrorPlace, taskRefs } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface Snapshot {
  readonly tree: ObjectId;
  readonly warnings: readonly SnapshotWarning[];
}

export type IndexedPlace = ScannedPlace & { readonly indexFile: string };

/** Throws `WorktreeError` `CHECKOUT_MISSING`, `CHECKPOINT_TOO_LARGE`. The caller holds the task's turn (`runExclusive`). */
export async function snapshotWorktree(
  store: Store,
  { checkout, limits = defaultLimits }: { checkout: Checkout; limits?: SnapshotLimits },
): Promise<Snapshot> {
  return withPrivateIndex(store, checkout, (place) => writeSnapshot(store.git, { place, limits }));
}

/** Brings the index of `place` to what its worktree holds, and stores that as a tree. */
export async function writeSnapshot(
  git: Git,
  { place, limits }: { place: IndexedPlace; limits: SnapshotLimits },
): Promise<Snapshot> {
  return storeChanges(git, { place, changes: await listChanges(git, { place, limits }) });
}

/** The same for changes that are known already. */
export async function storeChanges(
  git: Git,
  { place, changes }: { place: IndexedPlace; changes: WorktreeChanges },
): Promise<Snapshot> {
  const removals = changes.forget.map((path) => `0 ${"0".repeat(40)}\t${path}\0`);
  if (removals.length > 0) {
    await runGit(git, {
      place,
      command: ["update-index", "-z", "--index-info"],
      input: Buffer.from(removals.join(""), "latin1"),
    });
  }
  const unstorable =
    changes.store.length === 0 ? [] : await storePaths({ git, place, triesLeft: 200 }, changes.store);
  // Both only read what the index holds by now.
  const [line, converted] = await Promise.all([
    readGitLine(git, { place, command: ["write-tree"] }),
    changes.store.length === 0 ? [] : findConverted(git, { place, paths: changes.store }),
  ]);
  const tree = parseObjectId(line);
  return { tree, warnings: [...changes.warnings, ...unstorable, ...converted] };
}

/**
 * Works on a copy of the task's private index and puts it in place at the end, so that a kill at any instant leaves neither a
 * lock nor a half-written index behind. A lost index is made again from the commit that the worktree was last equal to.
 */
export async function withPrivateIndex<T>(
  store: Store,
  checkout: Checkout,
  work: (place: IndexedPlace) => Promise<T>,
): Promise<T> {
  const worktree = checkoutPath(store, checkout.taskId);
  if (!(await isFolder(worktree))) {
    const message = `The checkout of task ${checkout.taskId} is gone from ${worktree}; make it again.`;
    throw new WorktreeError({ code: "CHECKOUT_MISSING", message });
  }
  const index = indexPath(checkout);
  const scratch = await mkdtemp(`${index}.new-`);
  try {
    const copy = join(scratch, "index");
    const place: IndexedPlace = {
      cwd: worktree,
      gitDir: checkout.mirror,
      workTree: worktree,
      indexFile: copy,
      leftOut: await readLeftOut(checkout),
    };
    if (await exists(index)) await copyIndex({ from: index, to: copy });
    else await readHeadInto(store, checkout, place);
    const result = await work(place);
    await rename(copy, index);
    return result;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readHeadInto(store: Store, checkout: Checkout, place: IndexedPlace): Promise<void> {
  const head = await readRef(store.git, mirrorPlace(checkout.mirror), taskRefs(checkout).head);
  if (head === null) {
    throw new WorktreeError({
      code: "CHECKOUT_MISSING",
      message: `Task ${checkout.taskId} has no checkout.`,
    });
  }
  await runGit(store.git, { place, command: ["read-tree", head] });
}

/** git refuses a whole list for one bad path; halving the list finds it, and everything else is stored. */
async function storePaths(
  state: { readonly git: Git; readonly place: GitPlace; triesLeft: number },
  paths: readonly string[],
): Promise<readonly SnapshotWarning[]> {
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1");
  try {
    await runGit(state.git, {
      place: state.place,
      command: ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"],
      input,
    });
    return [];
  } catch (error) {
    state.triesLeft -= 1;
    if (!(error instanceof GitError) || error.code !== "GIT_FAILED" || state.triesLeft < 0) throw error;
  }
  const [first = ""] = paths;
  if (paths.length === 1) return [warning("NOT_STORABLE", first, "was refused by git")];
  const middle = Math.ceil(paths.length / 2);
  const left = await storePaths(state, paths.slice(0, middle));
  return [...left, ...(await storePaths(state, paths.slice(middle)))];
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
