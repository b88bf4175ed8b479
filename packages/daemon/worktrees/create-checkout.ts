// Makes a task's checkout: a worktree with a git directory of its own that borrows its objects from the mirror.
import { appendFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitPlace } from "../git/git-environment.ts";
import type { ObjectId } from "../git/git-parts.ts";
import { syncFolder, updateRefs } from "../git/refs.ts";
import { runGit } from "../git/run-git.ts";
import { copyIndex } from "./copy-index.ts";
import { isFolder } from "./is-folder.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import { takeSpare } from "./spare-worktree.ts";
import type { Checkout, Store } from "./store.ts";
import { branchRef, checkoutPath, indexPath, sharedRef, taskRefs, worktreesFolder } from "./store.ts";
import { syncTree } from "./sync-tree.ts";
import type { SharedRef } from "./write-shared-refs.ts";
import { writeSharedRefs } from "./write-shared-refs.ts";

export interface CheckoutRequest {
  readonly checkout: Checkout;
  /** The branch that the agent finds itself on. */
  readonly branch: string;
  /** What the task begins from: the contract's branch, or another task's result. A repeated call keeps the first one. */
  readonly baseCommit: ObjectId;
  /** Shown to the agent as `refs/remotes/makima/<name>`: the contract's branch and finished tasks' results. */
  readonly shared: readonly { readonly name: string; readonly commit: ObjectId }[];
  /** What its files are made from when it is made; absent: the base. Against the base they are changes that nobody has staged. */
  readonly filledWith?: ObjectId;
}

export interface CreatedCheckout {
  readonly path: string;
  readonly baseCommit: ObjectId;
  /** So large that the next one is worth to be filled beforehand, see `fillSpare`. */
  readonly isLarge: boolean;
  /** False when it was there; then only the shared refs were brought up to date. */
  readonly created: boolean;
}

/** About 5,000 files. */
const largeIndexBytes = 500_000;

/** Idempotent by task: whatever a killed call left, the next one makes it whole. */
export function createCheckout(store: Store, request: CheckoutRequest): Promise<CreatedCheckout> {
  const path = checkoutPath(store, request.checkout.taskId);
  const shared = request.shared.map(({ name, commit }) => ({ ref: sharedRef(name), target: commit }));
  return runExclusive(path, async () => {
    const baseCommit = await protectBase(store, request);
    if (await isFolder(path)) {
      await writeSharedRefs(path, shared);
      return { path, baseCommit, created: false, isLarge: false };
    }
    await build(store, { request: { ...request, baseCommit }, path, shared });
    const { size } = await stat(indexPath(request.checkout));
    return { path, baseCommit, created: true, isLarge: size > largeIndexBytes };
  });
}

/** The base cannot be pruned from the mirror while the checkout stands on it. */
async function protectBase(store: Store, { checkout, baseCommit }: CheckoutRequest): Promise<ObjectId> {
  const refs = await readTaskRefs(store, checkout);
  if (refs.base !== null && refs.head !== null) return refs.base;
  const base = refs.base ?? baseCommit;
  const names = taskRefs(checkout);
  await updateRefs(store.git, checkout.mirror, [
    { ref: names.base, to: base, from: refs.base },
    { ref: names.head, to: base, from: refs.head },
  ]);
  return base;
}

async function build(
  store: Store,
  { request, path, shared }: { request: CheckoutRequest; path: string; shared: readonly SharedRef[] },
): Promise<void> {
  const { checkout, baseCommit, filledWith = baseCommit } = request;
  const unfinished = await mkdtemp(`${path}.new-`);
  const gitDir = join(unfinished, ".git");
  const place: GitPlace = { cwd: unfinished, gitDir, workTree: unfinished };
  try {
    const scratch = `${gitDir}-index`;
    const isWarm = await takeSpare(store, { mirror: checkout.mirror, to: unfinished, index: scratch });
    await makeGitDirectory(store, { request, gitDir, shared });
    if (isWarm) await rename(scratch, join(gitDir, "index"));
    // Each file that the spare's index knows is looked at, and written when it is not as the commit has it.
    await runGit(store.git, { place, command: ["read-tree", "--reset", "-u", filledWith] });
    // The times and inodes in the index stay true when the folder is renamed, so that our first scan reads no file again.
    await copyIndex({ from: join(gitDir, "index"), to: indexPath(checkout) });
    if (filledWith !== baseCommit)
      await runGit(store.git, { place, command: ["read-tree", "--reset", baseCommit] });
    await updateRefs(store.git, checkout.mirror, [{ ref: taskRefs(checkout).head, to: filledWith }]);
    // Else a power cut leaves a checkout that looks whole and whose files are empty.
    await syncTree(unfinished, store.git);
    await rename(unfinished, path);
    await syncFolder(worktreesFolder(store.home));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function makeGitDirectory(
  store: Store,
  { request, gitDir, shared }: { request: CheckoutRequest; gitDir: string; shared: readonly SharedRef[] },
): Promise<void> {
  const { baseCommit, branch, checkout } = request;
  const own = branchRef(branch);
  const format = baseCommit.length === 64 ? "--object-format=sha256" : "--object-format=sha1";
  await runGit(store.git, {
    place: { cwd: worktreesFolder(store.home), gitDir },
    command: ["init", "--quiet", "--template=", format],
  });
  // An agent's home may hold no identity, and its commits are never taken as they are.
  await appendFile(
    join(gitDir, "config"),
    "[user]\n\tname = makima\n\temail = makima@localhost\n[gc]\n\tauto = 0\n",
  );
  await mkdir(join(gitDir, "objects", "info"), { recursive: true });
  await writeFile(join(gitDir, "objects", "info", "alternates"), `${join(checkout.mirror, "objects")}\n`);
  await writeFile(join(gitDir, "HEAD"), `ref: ${own}\n`);
  const lines = [{ ref: own, target: baseCommit }, ...shared]
    .map(({ ref, target }) => `${target} ${ref}\n`)
    .sort((a, b) => (a.slice(baseCommit.length) < b.slice(baseCommit.length) ? -1 : 1));
  await writeFile(join(gitDir, "packed-refs"), ["# pack-refs with: sorted \n", ...lines].join(""));
}
