// Finds what would be lost with a checkout although it was captured: no checkpoint holds it.
import { lstat } from "node:fs/promises";
import type { Git } from "../git/git-environment.ts";
import type { GitCommand } from "../git/git-parts.ts";
import { readGitFields, showPath } from "../git/run-git.ts";
import { type SnapshotWarning, warning } from "./list-changes.ts";
import { type IndexedPlace, withPrivateIndex } from "./snapshot-worktree.ts";
import type { Checkout, Store } from "./store.ts";

export interface Losses {
  /** Repositories inside it, whose files are captured and whose history is not. */
  readonly repositories: readonly SnapshotWarning[];
  /** Ignored files and folders, and empty folders. Some of them, in words for people. */
  readonly leftOut: readonly string[];
}

/** Whether something of the worktree is in no checkpoint; how the lines of a file end is no such thing. */
export const isLoss = ({ code }: SnapshotWarning): boolean => code !== "CONVERTED";

/** Named at most; the rest is counted. */
const mostNamed = 20;

/** After a capture: what the private index does not know then is ignored, or an empty folder, or was warned of. */
export function findLosses(store: Store, checkout: Checkout): Promise<Losses> {
  return withPrivateIndex(store, checkout, (place) => listLosses(store.git, place));
}

/** Of the worktree at `place`, whose index was brought to what it holds. */
export async function listLosses(git: Git, place: IndexedPlace): Promise<Losses> {
  const list = (command: GitCommand) => readGitFields(git, { place, command });
  const { leftOut: own = [] } = place;
  const others = ["ls-files", "-z", "--others", "--directory", "--exclude-standard", ...own] as const;
  const [known, ignored, unknown] = await Promise.all([
    list(["ls-files", "-z"]),
    list([...others, "--ignored"]),
    list(others),
  ]);
  const empty = unknown.filter((path) => path.endsWith("/"));
  const all = [
    ...ignored.map((path) => `${showPath(path)} (ignored)`),
    ...empty.map((path) => `${showPath(path)} (empty)`),
  ];
  const rest = all.length - mostNamed;
  return {
    repositories: await findRepositories(place.workTree, known),
    leftOut: rest <= 0 ? all : [...all.slice(0, mostNamed), `and ${rest} more`],
  };
}

/** Those that a checkpoint has taken the files of before are not warned of again by the next one. */
async function findRepositories(root: string, paths: readonly string[]): Promise<SnapshotWarning[]> {
  const folders = new Set(paths.flatMap(foldersAbove));
  const found: SnapshotWarning[] = [];
  for (const folder of folders)
    if (await isThere(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(`${folder}/.git`, "latin1")])))
      found.push(
        warning(
          "NESTED_REPOSITORY",
          `${folder}/`,
          "is a repository of its own, whose history no checkpoint holds",
        ),
      );
  return found;
}

function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, place) => parts.slice(0, place + 1).join("/"));
}

async function isThere(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}
