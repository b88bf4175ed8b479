// Finds files that a checkpoint does not hold byte by byte: the repository's attributes have git store other line ends, or other words.
import { lstat } from "node:fs/promises";
import type { Git, GitPlace } from "../git/git-environment.ts";
import { readGitFields, runGit } from "../git/run-git.ts";
import { type SnapshotWarning, warning } from "./list-changes.ts";

type Place = GitPlace & { readonly workTree: string };

/** In the order in which `check-attr` takes them. */
const attributes = ["text", "eol", "ident", "filter", "working-tree-encoding"] as const;

/**
 * Of `paths`, which the index has just taken in. The bytes are compared, and only of files that have such an attribute: most repositories have none,
 * and pay one small program.
 */
export async function findConverted(
  git: Git,
  { place, paths }: { place: Place; paths: readonly string[] },
): Promise<readonly SnapshotWarning[]> {
  const marked = await filesOnly(place.workTree, await findMarked(git, { place, paths }));
  if (marked.length === 0) return [];
  const asTheyAre = await runGit(git, {
    place,
    command: ["hash-object", "--no-filters", "--stdin-paths"],
    input: Buffer.from(marked.map((path) => `${path}\n`).join(""), "latin1"),
  });
  const ids = asTheyAre.stdout.toString("latin1").trimEnd().split("\n");
  const entries = await readGitFields(git, { place, command: ["ls-files", "-z", "--stage"] });
  const stored = new Map(entries.map((entry) => [entry.slice(entry.indexOf("\t") + 1), entry.split(" ")[1]]));
  return marked
    .filter((path, place) => stored.has(path) && stored.get(path) !== ids[place])
    .map((path) =>
      warning(
        "CONVERTED",
        path,
        "is stored as .gitattributes say, with other line ends or words than it has on disk",
      ),
    );
}

/** Three fields for each path and attribute: path, attribute, value. */
async function findMarked(
  git: Git,
  { place, paths }: { place: Place; paths: readonly string[] },
): Promise<readonly string[]> {
  const fields = await readGitFields(git, {
    place,
    command: ["check-attr", "-z", "--stdin", ...attributes],
    input: Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1"),
  });
  const marked = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", , value = ""] = fields.slice(at, at + 3);
    if (value !== "unspecified" && value !== "unset") marked.add(path);
  }
  return [...marked];
}

/** A name that breaks a line cannot be asked for; it is the only one that goes unseen. */
async function filesOnly(root: string, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (path.includes("\n") || path.startsWith('"')) continue;
    const status = await lstat(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, "latin1")])).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
        throw error;
      },
    );
    if (status?.isFile() === true) found.push(path);
  }
  return found;
}
