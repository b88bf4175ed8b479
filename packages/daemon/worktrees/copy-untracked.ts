// Copies untracked files of the person's repository into a fresh worktree, as its contract names them. No link leads the copy out of the repository
// nor out of the worktree.
import { constants } from "node:fs";
import { copyFile, lstat, mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Exclude } from "../git/git-parts.ts";
import { readGitFields, showPath } from "../git/run-git.ts";
import type { CheckedRepository } from "./check-repository.ts";
import { isFolder } from "./is-folder.ts";
import type { Store } from "./store.ts";

export interface Copied {
  readonly files: readonly string[];
  /** What was named and is not there now, with why, for people. */
  readonly left: readonly string[];
}

/** `named` holds what is wanted, see left-out.ts. Files that git tracks are in the worktree as the branch has them, and are none of these. */
export async function copyUntracked(
  store: Store,
  { repository, named, to }: { repository: CheckedRepository; named: readonly Exclude[]; to: string },
): Promise<Copied> {
  if (repository.bare) return { files: [], left: [`${repository.root} is bare and has no files to copy`] };
  const { root, gitDir } = repository;
  const found = await readGitFields(store.git, {
    place: { cwd: root, gitDir, workTree: root },
    command: ["ls-files", "-z", "--others", "--ignored", ...named],
  });
  const files: string[] = [];
  const left: string[] = [];
  for (const path of found.map(showPath)) {
    const problem = path.endsWith("/")
      ? "is a repository of its own"
      : await copyOne({ from: await realpath(root), to, path });
    if (problem === null) files.push(path);
    else left.push(`${path} ${problem}`);
  }
  return { files, left };
}

async function copyOne({
  from,
  to,
  path,
}: {
  from: string;
  to: string;
  path: string;
}): Promise<string | null> {
  const source = join(from, path);
  const status = await lstat(source).catch(missing);
  if (status === null) return "is gone";
  if (status.isSymbolicLink()) return "is a link, and links are not followed";
  if (!status.isFile()) return "is no file";
  if ((await realpath(dirname(source))) !== dirname(source)) return "lies behind a link";
  if (!(await makeFolders(to, path))) return "lies behind something in the worktree that is no folder";
  const target = join(to, path);
  if ((await lstat(target).catch(missing)) !== null) return "is in the worktree already";
  await copyFile(source, target, constants.COPYFILE_EXCL);
  return null;
}

/** The folders above `path`, none of which may be a link that the repository holds. */
async function makeFolders(root: string, path: string): Promise<boolean> {
  let folder = root;
  for (const name of path.split("/").slice(0, -1)) {
    folder = join(folder, name);
    if ((await lstat(folder).catch(missing)) === null) await mkdir(folder);
    if (!(await isFolder(folder))) return false;
  }
  return true;
}

function missing(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return null;
  throw error;
}
