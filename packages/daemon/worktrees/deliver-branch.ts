// Brings a contract's branch from the mirror into the person's repository, and touches nothing else there.
import { dirname, join } from "node:path";
import type { GitPlace } from "../git/git-environment.ts";
import { GitError } from "../git/git-error.ts";
import type { ObjectId, RefName } from "../git/git-parts.ts";
import { FETCH_FLAGS, parseLocalPath, parseObjectId, parseRefName, refspec } from "../git/git-parts.ts";
import { readRef, syncFolder } from "../git/refs.ts";
import { readGitLine, runGit } from "../git/run-git.ts";
import type { CheckedRepository } from "./check-repository.ts";
import type { ContractBranch } from "./ensure-branch.ts";
import { isFolder } from "./is-folder.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { branchRef, mirrorPlace } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";

/**
 * Why the branch could not have its own name in the person's repository: it is checked out there, another branch's name is in
 * the way of it (`makima` beside `makima/x`), the person added commits of their own to it, or git refused (`cause` of nothing:
 * `REFUSED` tells what git said).
 */
type DeliveryObstacle =
  | { readonly code: "CHECKED_OUT"; readonly worktree: string }
  | { readonly code: "NAME_BLOCKED"; readonly by: string }
  | { readonly code: "DIVERGED" }
  | { readonly code: "REFUSED"; readonly message: string };

export interface Delivery {
  /** Where it is now: `refs/heads/<branch>`, or with an obstacle a ref below `refs/makima/`. */
  readonly ref: RefName;
  readonly commit: ObjectId;
  readonly obstacle: DeliveryObstacle | null;
}

/** Throws `WorktreeError` `BRANCH_MISSING`, `FETCH_FAILED` (retryable). */
export function deliverBranch(
  store: Store,
  { branch, repository }: { branch: ContractBranch; repository: CheckedRepository },
): Promise<Delivery> {
  const ref = branchRef(branch.branch);
  return runExclusive(`${repository.commonDir} ${ref}`, async () => {
    const commit = await readTip(store, branch);
    const theirs = { cwd: repository.commonDir, gitDir: repository.commonDir };
    let obstacle = await findObstacle(store, { theirs, mirror: branch.mirror, ref, commit });
    if (obstacle === null) {
      obstacle = await fetchInto(store, { theirs, mirror: branch.mirror, from: ref, to: ref, force: false });
      if (obstacle === null) return { ref, commit, obstacle };
    }
    const aside = parseRefName(`refs/makima/${branch.branch}`);
    const refused = await fetchInto(store, {
      theirs,
      mirror: branch.mirror,
      from: ref,
      to: aside,
      force: true,
    });
    if (refused !== null) {
      const message = `Could not bring ${branch.branch} into ${repository.root}: ${refused.message}`;
      throw new WorktreeError({ code: "FETCH_FAILED", message, retryable: true });
    }
    return { ref: aside, commit, obstacle };
  });
}

/** Where the contract's branch stands in the mirror. Throws `WorktreeError` `BRANCH_MISSING`. */
export async function readTip(store: Store, { branch, mirror }: ContractBranch): Promise<ObjectId> {
  const commit = await readRef(store.git, mirrorPlace(mirror), branchRef(branch));
  if (commit !== null) return commit;
  const message = `The contract's branch ${branch} is not in the mirror.`;
  throw new WorktreeError({ code: "BRANCH_MISSING", message });
}

async function findObstacle(
  store: Store,
  { theirs, mirror, ref, commit }: { theirs: GitPlace; mirror: string; ref: RefName; commit: ObjectId },
): Promise<DeliveryObstacle | null> {
  for (const { target, name, worktree } of await listAround(store, { theirs, ref })) {
    if (name === ref) {
      if (worktree !== "") return { code: "CHECKED_OUT", worktree };
      if (!(await isBehind(store, { mirror, target, commit }))) return { code: "DIVERGED" };
    } else if (name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`)) {
      return { code: "NAME_BLOCKED", by: name.slice("refs/heads/".length) };
    }
  }
  return null;
}

export interface NearBranch {
  readonly name: string;
  readonly target: ObjectId;
  /** Where it is checked out; empty where it is not. */
  readonly worktree: string;
}

/** The branches of the person's that have this name, or one that may be in the way of it. */
export async function listAround(
  store: Store,
  { theirs, ref }: { theirs: GitPlace; ref: RefName },
): Promise<readonly NearBranch[]> {
  const text = await readGitLine(store.git, {
    place: theirs,
    command: [
      "for-each-ref",
      "--format=%(objectname)%00%(refname)%00%(worktreepath)",
      ref,
      ...foldersAbove(ref),
    ],
  });
  return (text === "" ? [] : text.split("\n")).map((line) => {
    const [target = "", name = "", worktree = ""] = line.split("\0");
    return { name, target: parseObjectId(target), worktree };
  });
}

/** `refs/heads/makima` for `refs/heads/makima/x`: a branch of that name would block it. */
export function foldersAbove(ref: RefName): readonly RefName[] {
  const parts = ref.split("/");
  return parts.slice(3).map((_, index) => parseRefName(parts.slice(0, index + 3).join("/")));
}

/** Asked of the mirror: what was delivered before is there, and what only the person's repository has is their own. */
async function isBehind(
  store: Store,
  { mirror, target, commit }: { mirror: string; target: ObjectId; commit: ObjectId },
): Promise<boolean> {
  const answer = await runGit(store.git, {
    place: mirrorPlace(mirror),
    command: ["merge-base", "--is-ancestor", target, commit],
    answers: [1, 128],
  });
  return answer.exitCode === 0;
}

/** Brings a ref of the mirror into the person's repository, and says why where git refuses. */
export async function fetchInto(
  store: Store,
  fetch: {
    theirs: GitPlace & { gitDir: string };
    mirror: string;
    from: RefName;
    to: RefName;
    force: boolean;
  },
): Promise<{ code: "REFUSED"; message: string } | null> {
  try {
    await runGit(store.git, {
      place: fetch.theirs,
      command: ["fetch", ...FETCH_FLAGS, parseLocalPath(fetch.mirror), refspec(fetch)],
    });
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== "GIT_FAILED") throw error;
    return { code: "REFUSED", message: error.stderrTail };
  }
  for (let folder = dirname(fetch.to); folder !== "."; folder = dirname(folder)) {
    const path = join(fetch.theirs.gitDir, folder);
    // Repositories that keep their refs in tables have no such folder.
    if (await isFolder(path)) await syncFolder(path);
  }
  return null;
}
