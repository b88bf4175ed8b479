// Makes the bundle of a checkpoint or of a contract's branch, in a folder that no agent can write to.
import { createHash } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PART_BYTES, type WantedBundle } from "@makima/protocol/mesh";
import { type ObjectId, parseLocalPath, parseObjectId, type RefName } from "../git/git-parts.ts";
import { readRef, syncFolder } from "../git/refs.ts";
import { runGit } from "../git/run-git.ts";
import { bundleRefs, hasCommits, mirrorPlace, type Store } from "../worktrees/worktrees.ts";
import { keepBranchHead } from "./keep-branch-head.ts";

export interface MadeBundle {
  readonly file: string;
  /** The number of the bundle that it builds on; null when it is whole. */
  readonly parent: number | null;
  readonly parts: readonly { readonly size: number; readonly sha256: string }[];
}

const timeoutMs = 3_600_000;

export const outFolder = (store: Store): string => join(store.home, "bundles", "out");

/**
 * Null when this mirror does not have the commit. A call that is repeated finds the file of the former one and gives the same parts, so that an
 * upload goes on where it stood.
 */
export async function makeBundle(
  store: Store,
  { mirror, wanted }: { mirror: string; wanted: WantedBundle },
): Promise<MadeBundle | null> {
  const commit = parseObjectId(wanted.commit);
  if (!(await hasCommits(store, { mirror, commits: [commit] })).has(commit)) return null;
  const refs = await refsOf(store, { mirror, wanted, commit });
  if (refs === null) return null;
  const parent = await usableParent(store, { mirror, wanted });
  const subject = `${wanted.taskId ?? wanted.contractId}-${wanted.number}-${commit.slice(0, 12)}`;
  const file = join(outFolder(store), `${subject}-${parent?.number ?? "whole"}.bundle`);
  if (!(await isThere(file))) {
    await mkdir(outFolder(store), { recursive: true, mode: 0o700 });
    await runGit(store.git, {
      place: mirrorPlace(mirror),
      command: [
        "bundle",
        "create",
        "--quiet",
        parseLocalPath(`${file}.new`),
        ...refs,
        ...(parent === null ? [] : [`^${parent.commit}` as ObjectId]),
      ],
      timeoutMs,
    });
    // A power cut would leave a file that is there and empty, and it would be taken for the bundle.
    await syncFile(`${file}.new`);
    await rename(`${file}.new`, file);
    await syncFolder(outFolder(store));
  }
  return { file, parent: parent?.number ?? null, parts: await readParts(file) };
}

export async function readPartOf(
  file: string,
  { number, size }: { number: number; size: number },
): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const { buffer } = await handle.read(Buffer.alloc(size), 0, size, number * PART_BYTES);
    return buffer;
  } finally {
    await handle.close();
  }
}

export async function removeBundle(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** The ref of what is wanted; in a whole bundle of a task also where the task began. */
async function refsOf(
  store: Store,
  { mirror, wanted, commit }: { mirror: string; wanted: WantedBundle; commit: ObjectId },
): Promise<readonly RefName[] | null> {
  const names = bundleRefs(wanted);
  if (wanted.taskId === null) await keepBranchHead(store, { mirror, ref: names.ref, commit });
  const place = mirrorPlace(mirror);
  if ((await readRef(store.git, place, names.ref)) !== commit) return null;
  const hasBase = (await readRef(store.git, place, names.base)) !== null;
  return hasBase ? [names.ref, names.base] : [names.ref];
}

async function usableParent(
  store: Store,
  { mirror, wanted: { parent } }: { mirror: string; wanted: WantedBundle },
): Promise<WantedBundle["parent"]> {
  if (parent === null) return null;
  const commit = parseObjectId(parent.commit);
  return (await hasCommits(store, { mirror, commits: [commit] })).has(commit) ? parent : null;
}

async function readParts(file: string): Promise<MadeBundle["parts"]> {
  const { size } = await stat(file);
  const parts: { size: number; sha256: string }[] = [];
  for (let at = 0; at < size; at += PART_BYTES) {
    const bytes = await readPartOf(file, {
      number: parts.length,
      size: Math.min(PART_BYTES, size - at),
    });
    parts.push({ size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
  }
  return parts;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
