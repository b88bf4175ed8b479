// Writes the files of a checkpoint into a folder of the person's choice: plain files, no repository.
import { lstat, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import type { ObjectId } from "../git/git-parts.ts";
import { runGit } from "../git/run-git.ts";
import { isFolder } from "./is-folder.ts";
import { requireCommit } from "./return-checkout.ts";
import type { Store } from "./store.ts";
import { indexesFolder } from "./store.ts";
import { syncTree } from "./sync-tree.ts";
import { WorktreeError } from "./worktree-error.ts";

/** Whole or not at all. Throws `WorktreeError` `COMMIT_GONE`, `PATH_UNUSABLE`, `PATH_NOT_EMPTY`. */
export async function exportCheckpoint(
  store: Store,
  { mirror, commit, to }: { mirror: string; commit: ObjectId; to: string },
): Promise<void> {
  await requireUsable(store, to);
  await requireCommit(store, { mirror, commit });
  const unfinished = await mkdtemp(`${to}.new-`);
  const scratch = await mkdtemp(join(indexesFolder(mirror), "export.new-"));
  try {
    const place = {
      cwd: unfinished,
      gitDir: mirror,
      workTree: unfinished,
      indexFile: join(scratch, "index"),
    };
    await runGit(store.git, { place, command: ["read-tree", "--reset", "-u", commit] });
    await syncTree(unfinished, store.git);
    await rename(unfinished, to);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(scratch, { recursive: true, force: true });
  }
}

async function requireUsable(store: Store, to: string): Promise<void> {
  if (normalize(to) !== to || to.endsWith("/") || !(await isFolder(dirname(to))))
    throw unusable(`${to} cannot be made: its parent has to be a folder of this machine.`);
  if (`${to}/`.startsWith(`${store.home}/`)) throw unusable(`${to} is inside the daemon's own folder.`);
  if (!(await isThere(to))) return;
  const isEmpty = (await isFolder(to)) && (await readdir(to)).length === 0;
  if (isEmpty) return;
  throw new WorktreeError({ code: "PATH_NOT_EMPTY", message: `${to} is there and is no empty folder.` });
}

const unusable = (message: string): WorktreeError => new WorktreeError({ code: "PATH_UNUSABLE", message });

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
