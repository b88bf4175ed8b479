// Tells what a task changed: from its base to one of its commits, or to its worktree as it stands now.
import type { ObjectId } from "../git/git-parts.ts";
import { readNumstat } from "../git/refs.ts";
import { readGitFields, runGit, showPath } from "../git/run-git.ts";
import { isFolder } from "./is-folder.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import { snapshotWorktree } from "./snapshot-worktree.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath, mirrorPlace } from "./store.ts";

export interface DiffRequest {
  readonly checkout: Checkout;
  readonly from: ObjectId;
  /** `worktree` is what a checkpoint made now would hold; of one in the trash can, what it held. */
  readonly to: ObjectId | "worktree";
  /** The patch is cut after this many bytes, at the end of a line. */
  readonly maxDiffBytes?: number;
}

export interface ChangedFile {
  readonly path: string;
  readonly status: "added" | "modified" | "deleted" | "type_changed";
  /** Lines; null when the file is binary. */
  readonly added: number | null;
  readonly removed: number | null;
}

export interface TaskDiff {
  readonly files: readonly ChangedFile[];
  readonly diff: string;
  readonly truncated: boolean;
}

/** Computed from the mirror, never from the agent's repository, so that no agent can lie about its diff. */
export async function diffTask(store: Store, request: DiffRequest): Promise<TaskDiff> {
  const to = request.to === "worktree" ? await snapshot(store, request.checkout) : request.to;
  const range = { mirror: request.checkout.mirror, from: request.from, to };
  const [files, patch] = await Promise.all([
    listChangedFiles(store, range),
    readPatch(store, { ...range, maxBytes: request.maxDiffBytes ?? 1024 * 1024 }),
  ]);
  return { files, ...patch };
}

export async function listChangedFiles(
  store: Store,
  { mirror, from, to }: { mirror: string; from: ObjectId; to: ObjectId },
): Promise<readonly ChangedFile[]> {
  const place = mirrorPlace(mirror);
  const [counts, fields] = await Promise.all([
    readNumstat(store.git, place, { from, to }),
    readGitFields(store.git, {
      place,
      command: ["diff-tree", "-r", "-z", "--raw", "--no-renames", from, to],
    }),
  ]);
  const statuses = new Map<string, ChangedFile["status"]>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    statuses.set(fields[i + 1] ?? "", statusOf((fields[i] ?? "").slice(-1)));
  }
  return counts.map(({ path, added, removed }) => ({
    path: showPath(path),
    status: statuses.get(path) ?? "modified",
    added,
    removed,
  }));
}

async function snapshot(store: Store, checkout: Checkout): Promise<ObjectId> {
  const path = checkoutPath(store, checkout.taskId);
  return runExclusive(path, async () => {
    const { head } = (await isFolder(path)) ? { head: null } : await readTaskRefs(store, checkout);
    return head ?? (await snapshotWorktree(store, { checkout })).tree;
  });
}

async function readPatch(
  store: Store,
  { mirror, from, to, maxBytes }: { mirror: string; from: ObjectId; to: ObjectId; maxBytes: number },
): Promise<{ diff: string; truncated: boolean }> {
  const { stdout, cut } = await runGit(store.git, {
    place: mirrorPlace(mirror),
    command: [
      "diff-tree",
      "-r",
      "-p",
      "--no-color",
      "--no-renames",
      "--no-ext-diff",
      "--no-textconv",
      from,
      to,
    ],
    maxOutputBytes: maxBytes,
    mayCutOutput: true,
  });
  const whole = cut ? stdout.subarray(0, stdout.lastIndexOf(0x0a) + 1) : stdout;
  return { diff: whole.toString("utf8"), truncated: cut };
}

function statusOf(letter: string): ChangedFile["status"] {
  switch (letter) {
    case "A":
      return "added";
    case "D":
      return "deleted";
    case "T":
      return "type_changed";
    default:
      return "modified";
  }
}
