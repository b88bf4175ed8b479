// The trash folder of a daemon's home: where a checkout goes before it is deleted, and where its git directory stays for the day it comes back.
import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../git/refs.ts";
import { isFolder } from "./is-folder.ts";

/**
 * `worktree` is there while a removal is under way. `git` is the checkout's own git directory: the agent's commits, stash and index, which no
 * checkpoint holds. It is never read as a repository, only moved. It is small, since its objects are borrowed.
 */
export const trashPlace = (home: string, taskId: string) => {
  const folder = join(trashFolder(home), taskId);
  return { folder, worktree: join(folder, "worktree"), git: join(folder, "git") };
};

const trashFolder = (home: string): string => join(home, "trash");

/** In one step: whatever happens from here on, nothing that looks like a checkout is left half deleted. */
export async function moveToTrash(at: { home: string; taskId: string; path: string }): Promise<void> {
  const place = trashPlace(at.home, at.taskId);
  await mkdir(place.folder, { recursive: true, mode: 0o700 });
  await rename(at.path, place.worktree);
  for (const folder of [join(at.path, ".."), place.folder, trashFolder(at.home)]) await syncFolder(folder);
}

/** Does the rest of a removal that was begun, also by a process that was killed. Nothing to do is fine. */
export async function finishRemoval({ home, taskId }: { home: string; taskId: string }): Promise<void> {
  const { folder, worktree, git } = trashPlace(home, taskId);
  if (!(await isFolder(worktree))) return;
  const own = join(worktree, ".git");
  if ((await exists(own)) && !(await exists(git))) {
    await rename(own, git);
    await syncFolder(folder);
  }
  await rm(worktree, { recursive: true, force: true });
  await syncFolder(folder);
}

/** Gives a checkout that was made anew its own git directory back. Safe to repeat; without one the new one stays. */
export async function putGitBack(at: { home: string; taskId: string; path: string }): Promise<boolean> {
  const { folder, git } = trashPlace(at.home, at.taskId);
  const isKept = await exists(git);
  if (isKept) {
    await rm(join(at.path, ".git"), { recursive: true, force: true });
    await rename(git, join(at.path, ".git"));
    await syncFolder(at.path);
  }
  await rm(folder, { recursive: true, force: true });
  return isKept;
}

/** At the start of a daemon: removals and returns that were cut short are brought to their ends. */
export async function settleTrash(home: string, pathOf: (taskId: string) => string): Promise<void> {
  await mkdir(trashFolder(home), { recursive: true, mode: 0o700 });
  for (const taskId of await readdir(trashFolder(home))) {
    await finishRemoval({ home, taskId });
    const path = pathOf(taskId);
    // It was made anew, and killed before it got its git directory back.
    if (await isFolder(path)) await putGitBack({ home, taskId, path });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
