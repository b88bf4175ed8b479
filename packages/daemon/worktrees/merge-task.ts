// Merges a task's result into its contract's branch in the mirror: wholly or not at all, and once however often it is asked.
import { GitError } from "../git/git-error.ts";
import type { ObjectId } from "../git/git-parts.ts";
import { parseObjectId } from "../git/git-parts.ts";
import { readRef, updateRefs } from "../git/refs.ts";
import { readGitLine, runGit, showPath } from "../git/run-git.ts";
import type { ContractBranch } from "./ensure-branch.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { branchRef, contractBaseRef, countMove, mirrorPlace } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface MergeRequest {
  readonly branch: ContractBranch;
  /** Names this merge for ever; a call repeated with it answers as the first one did. */
  readonly mergeId: string;
  readonly taskName: string;
  /** The task's last checkpoint. */
  readonly result: ObjectId;
}

export type MergeOutcome =
  /** `alreadyMerged`: the branch held the result before this call, and `commit` is the branch as it stands. */
  | { readonly merged: true; readonly commit: ObjectId; readonly alreadyMerged: boolean }
  | { readonly merged: false; readonly conflicts: readonly string[] };

/** Throws `WorktreeError` `BRANCH_MISSING`, `RESULT_MISSING`, `BRANCH_MOVED` (retryable). */
export function mergeTask(store: Store, request: MergeRequest): Promise<MergeOutcome> {
  const ref = branchRef(request.branch.branch);
  if (!/^[0-9A-Za-z-]{1,64}$/.test(request.mergeId)) {
    throw new WorktreeError({ code: "INVALID_NAME", message: "Not a usable merge id." });
  }
  return runExclusive(`${request.branch.mirror} ${ref}`, async () => {
    const { mirror } = request.branch;
    const tip = await readRef(store.git, mirrorPlace(mirror), ref);
    if (tip === null) {
      const message = `The contract's branch ${request.branch.branch} is not in the mirror; make it first.`;
      throw new WorktreeError({ code: "BRANCH_MISSING", message });
    }
    const before = await findMerge(store, { request, tip });
    if (before !== null) return { merged: true, commit: before, alreadyMerged: false };
    if (await contains(store, { mirror, tip, result: request.result })) {
      return { merged: true, commit: tip, alreadyMerged: true };
    }
    const tree = await mergeTrees(store, { mirror, tip, result: request.result });
    if (typeof tree !== "string") return { merged: false, conflicts: tree };
    const commit = await commitMerge(store, { request, tip, tree });
    await updateRefs(store.git, mirror, [{ ref, to: commit, from: tip }]).catch((cause: unknown) => {
      if (!(cause instanceof GitError)) throw cause;
      const message = `The branch ${request.branch.branch} moved while ${request.taskName} was merged; try again.`;
      throw new WorktreeError({ code: "BRANCH_MOVED", message, retryable: true, cause });
    });
    countMove(store, request.branch);
    return { merged: true, commit, alreadyMerged: false };
  });
}

/** Looks along the branch's own line only: commits that came in by a merge may say what their authors liked. */
async function findMerge(
  store: Store,
  { request, tip }: { request: MergeRequest; tip: ObjectId },
): Promise<ObjectId | null> {
  const place = mirrorPlace(request.branch.mirror);
  const base = await readRef(store.git, place, contractBaseRef(request.branch.contractId));
  const text = await readGitLine(store.git, {
    place,
    command: [
      "log",
      "--first-parent",
      "--no-color",
      "--format=%H%x1f%(trailers:key=Makima-Merge,valueonly,separator=%x2C)",
      tip,
      ...(base === null ? [] : [without(base)]),
    ],
  });
  const line = text.split("\n").find((entry) => entry.endsWith(`\x1f${request.mergeId}`));
  return line === undefined ? null : parseObjectId(line.slice(0, line.indexOf("\x1f")));
}

function without(commit: ObjectId): ObjectId {
  return `^${commit}` as ObjectId;
}

// git's own exit code for a name that is no commit of the repository.
const UNKNOWN_COMMIT = 128;

async function contains(
  store: Store,
  { mirror, tip, result }: { mirror: string; tip: ObjectId; result: ObjectId },
): Promise<boolean> {
  const answer = await runGit(store.git, {
    place: mirrorPlace(mirror),
    command: ["merge-base", "--is-ancestor", result, tip],
    answers: [1, UNKNOWN_COMMIT],
  });
  if (answer.exitCode === UNKNOWN_COMMIT) {
    const message = "The result was made on another machine, and the contract's home does not have it.";
    throw new WorktreeError({ code: "RESULT_MISSING", message });
  }
  return answer.exitCode === 0;
}

/** The merged tree, or the paths in conflict. */
async function mergeTrees(
  store: Store,
  { mirror, tip, result }: { mirror: string; tip: ObjectId; result: ObjectId },
): Promise<ObjectId | readonly string[]> {
  const answer = await runGit(store.git, {
    place: mirrorPlace(mirror),
    command: ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", tip, result],
    answers: [1],
  });
  const [tree = "", ...paths] = answer.stdout.toString("latin1").split("\0");
  if (answer.exitCode === 0) return parseObjectId(tree);
  return [...new Set(paths.filter((path) => path !== "").map(showPath))].sort();
}

async function commitMerge(
  store: Store,
  { request, tip, tree }: { request: MergeRequest; tip: ObjectId; tree: ObjectId },
): Promise<ObjectId> {
  const title = request.taskName
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 200);
  const line = await readGitLine(store.git, {
    place: mirrorPlace(request.branch.mirror),
    command: ["commit-tree", tree, "-p", tip, "-p", request.result],
    input: `Merge ${title}\n\nMakima-Merge: ${request.mergeId}\n`,
    ...timeOf(request.mergeId),
  });
  return parseObjectId(line);
}

/**
 * When the merge was asked for, as its id (a UUIDv7) tells: done again on another machine, whose branch stands where this one's stood, it is the
 * same commit, and what the one has delivered the other goes on from.
 */
function timeOf(mergeId: string): { atSeconds?: number } {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(mergeId) ?? [];
  return high === undefined || low === undefined
    ? {}
    : { atSeconds: Math.floor(Number.parseInt(high + low, 16) / 1000) };
}
