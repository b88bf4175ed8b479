// Reads refs, and moves them durably: what a caller writes down after this survives a power cut together with its ref.
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Git, GitPlace } from "./git-environment.ts";
import type { GitPart, ObjectId, RefName } from "./git-parts.ts";
import { parseObjectId, parseRefName } from "./git-parts.ts";
import { readGitFields, readGitLine, runGit } from "./run-git.ts";

export interface RefUpdate {
  readonly ref: RefName;
  /** Null deletes the ref. */
  readonly to: ObjectId | null;
  /** What it must point to now: null that it must not exist, absent that anything will do. */
  readonly from?: ObjectId | null;
}

/** The commit that a ref points to, or null when there is no such ref. */
export async function readRef(git: Git, place: GitPlace, ref: RefName | "HEAD"): Promise<ObjectId | null> {
  const answer = await runGit(git, {
    place,
    command: ["rev-parse", "--quiet", "--verify", ref],
    answers: [1],
  });
  return answer.exitCode === 0 ? parseObjectId(answer.stdout.toString("utf8").trim()) : null;
}

/** The refs at and below a prefix. */
export async function listRefs(
  git: Git,
  place: GitPlace,
  prefix: RefName,
): Promise<readonly { ref: RefName; target: ObjectId }[]> {
  const text = await readGitLine(git, {
    place,
    command: ["for-each-ref", "--format=%(objectname)%00%(refname)", prefix],
  });
  if (text === "") return [];
  return text.split("\n").map((line) => {
    const [target = "", ref = ""] = line.split("\0");
    return { ref: parseRefName(ref), target: parseObjectId(target) };
  });
}

/**
 * All of the updates or, when one of them does not find its expected value, none. The objects have to be durable already
 * (every call of ours runs with `core.fsync=all`); git syncs the ref's file, and we the folders that hold its name.
 */
export async function updateRefs(git: Git, gitDir: string, updates: readonly RefUpdate[]): Promise<void> {
  const lines = updates.map(({ ref, to, from }) => {
    const zero = "0".repeat((to ?? from ?? "0".repeat(40)).length);
    const expected = from === undefined ? "" : (from ?? zero);
    return to === null ? `delete ${ref}\0${expected}\0` : `update ${ref}\0${to}\0${expected}\0`;
  });
  const place: GitPlace = { cwd: gitDir, gitDir };
  await runGit(git, { place, command: ["update-ref", "--stdin", "-z"], input: lines.join("") });
  const folders = new Set<string>([gitDir]);
  for (const { ref, to } of updates) {
    if (to === null) continue;
    for (let folder = dirname(ref); folder !== "."; folder = dirname(folder))
      folders.add(join(gitDir, folder));
  }
  await Promise.all([...folders].map(syncFolder));
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The changed paths and line counts between two trees or commits; `-` counts of binary files are null. */
export async function readNumstat(
  git: Git,
  place: GitPlace,
  range: { from: ObjectId; to: ObjectId },
): Promise<readonly { path: string; added: number | null; removed: number | null }[]> {
  const options: readonly GitPart[] = [
    "-r",
    "-z",
    "--numstat",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
  ];
  const fields = await readGitFields(git, {
    place,
    command: ["diff-tree", ...options, range.from, range.to],
  });
  return fields.map((field) => {
    const [added = "-", removed = "-", ...path] = field.split("\t");
    const count = (text: string): number | null => (text === "-" ? null : Number(text));
    return { path: path.join("\t"), added: count(added), removed: count(removed) };
  });
}
