// Writes refs into the git directory of a checkout as plain files. No git of ours ever runs there: the agent may have changed
// anything in it.
import { lstat, mkdir, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectId, RefName } from "../git/git-parts.ts";
import { isFolder } from "./is-folder.ts";

export interface SharedRef {
  readonly ref: RefName;
  readonly target: ObjectId;
}

/**
 * Answers with the refs that could not be written, because the agent put something else in their place (a link, a file where
 * a folder belongs). That is the agent's own loss and no error of ours.
 */
export async function writeSharedRefs(
  worktree: string,
  refs: readonly SharedRef[],
): Promise<readonly RefName[]> {
  const refused: RefName[] = [];
  for (const { ref, target } of refs) {
    if (!(await writeInside({ worktree, path: join(".git", ref), content: `${target}\n` })))
      refused.push(ref);
  }
  return refused;
}

/** Replaces a file below the worktree unless a link or a wrong kind of entry is on the way; answers whether it did. */
export async function writeInside(file: {
  worktree: string;
  path: string;
  content: string | Uint8Array;
}): Promise<boolean> {
  const root = await realpath(file.worktree);
  const target = join(root, file.path);
  const folder = await makeFolders(root, dirname(file.path));
  if (folder === null || (await realpath(folder)) !== folder || (await isFolder(target))) return false;
  const scratch = await mkdtemp(join(root, ".git", "makima-"));
  try {
    await writeFile(join(scratch, "new"), file.content, { flag: "wx" });
    await rename(join(scratch, "new"), target);
    return true;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function makeFolders(root: string, path: string): Promise<string | null> {
  let folder = root;
  for (const name of path.split("/")) {
    folder = join(folder, name);
    if (await isFolder(folder)) continue;
    if (name === ".git" || (await isThere(folder))) return null;
    await mkdir(folder);
  }
  return folder;
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
