// Reads which commits an agent's own git directory says its work descends from: claims, which prove nothing.
import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { isBranchName } from "../git/branch-names.ts";
import type { ObjectId } from "../git/git-parts.ts";
import { readInside } from "./read-inside.ts";

const mostCommits = 100;
const maxHeadBytes = 4096;
const maxPackedRefsBytes = 1024 * 1024;
/** Of a commit, both as it lies on the disk and inflated. */
const maxCommitBytes = 64 * 1024;

const inflateBytes = promisify((data: Buffer, done: (error: Error | null, inflated: Buffer) => void): void =>
  inflate(data, { maxOutputLength: maxCommitBytes }, done),
);

/**
 * The commit of HEAD and its ancestors, as far as they lie as loose objects in the agent's own `.git/objects`: there its own
 * commits are, and the first id that is not there is somebody else's commit that it began from or merged. With `uncommitted`,
 * also what a merge that is not committed yet takes in (`MERGE_HEAD`).
 *
 * No git runs here, because the agent may have planted anything in this folder. Few small files are read as bytes, through no
 * link; what is not exactly as git writes it counts as not there, and is never an error.
 */
export async function readClaimedCommits(
  worktree: string,
  { uncommitted }: { uncommitted: boolean },
): Promise<ReadonlySet<ObjectId>> {
  const head = await readHead(worktree);
  const claimed = new Set<ObjectId>(head === null ? [] : [head]);
  if (uncommitted) for (const id of await readMergeHead(worktree)) claimed.add(id);
  let left = mostCommits;
  // A set hands out what is added to it on the way.
  for (const id of claimed) {
    if (left === 0) break;
    left -= 1;
    for (const parent of await readParents(worktree, id)) claimed.add(parent);
  }
  return claimed;
}

async function readHead(worktree: string): Promise<ObjectId | null> {
  const text = await readText({ worktree, path: ".git/HEAD", maxBytes: maxHeadBytes });
  const branch = /^ref: refs\/heads\/(\S+)\n$/.exec(text)?.[1];
  if (branch === undefined) return objectIdOf(text);
  if (!isBranchName(branch)) return null;
  const ref = `refs/heads/${branch}`;
  const loose = await readText({ worktree, path: `.git/${ref}`, maxBytes: maxHeadBytes });
  if (loose !== "") return objectIdOf(loose);
  const packed = await readText({ worktree, path: ".git/packed-refs", maxBytes: maxPackedRefsBytes });
  const line = packed.split("\n").find((entry) => entry.endsWith(` ${ref}`));
  return line === undefined ? null : objectIdOf(`${line.slice(0, -ref.length - 1)}\n`);
}

async function readMergeHead(worktree: string): Promise<readonly ObjectId[]> {
  const text = await readText({ worktree, path: ".git/MERGE_HEAD", maxBytes: maxHeadBytes });
  const ids = text.split(/(?<=\n)/).map(objectIdOf);
  return ids.filter((id) => id !== null);
}

async function readParents(worktree: string, id: ObjectId): Promise<readonly ObjectId[]> {
  const path = `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`;
  const packed = await readInside({ worktree, path, maxBytes: maxCommitBytes });
  if (packed === null) return [];
  const object = await inflateBytes(packed).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ERR_BUFFER_TOO_LARGE" || error.code?.startsWith("Z_") === true) return null;
    throw error;
  });
  if (object === null) return [];
  const end = object.indexOf(0);
  const body = object.subarray(end + 1);
  if (object.toString("latin1", 0, Math.max(end, 0)) !== `commit ${body.length}`) return [];
  const [tree = "", ...lines] = body.toString("latin1").split(/(?<=\n)/);
  if (!tree.startsWith("tree ")) return [];
  const parents: ObjectId[] = [];
  for (const line of lines) {
    const parent = line.startsWith("parent ") ? objectIdOf(line.slice("parent ".length)) : null;
    if (parent === null) break;
    parents.push(parent);
  }
  return parents;
}

async function readText(file: { worktree: string; path: string; maxBytes: number }): Promise<string> {
  return (await readInside(file))?.toString("latin1") ?? "";
}

/** Of a line as git writes it, its end included. */
function objectIdOf(line: string): ObjectId | null {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})\n$/.test(line) ? (line.slice(0, -1) as ObjectId) : null;
}
