// Makes one commit of the person's own uncommitted changes, for a contract to begin from. It is written into the mirror: their index, HEAD, stash, refs
// and files are read and left as they are.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExcludeFrom, GitCommand, ObjectId } from "../git/git-parts.ts";
import { excludeFrom, parseLocalPath, parseObjectId } from "../git/git-parts.ts";
import { updateRefs } from "../git/refs.ts";
import { readGitFields, readGitLine, runGit, showPath } from "../git/run-git.ts";
import { findIgnoreFile } from "../remotes/find-ignore-file.ts";
import type { CheckedRepository, RepositoryProblem } from "./check-repository.ts";
import { defaultLimits, sortPaths } from "./list-changes.ts";
import { type IndexedPlace, storeChanges } from "./snapshot-worktree.ts";
import type { Store } from "./store.ts";
import { contractBaseRef, indexesFolder, mirrorPlace } from "./store.ts";

export interface CarryRequest {
  readonly repository: CheckedRepository;
  readonly mirror: string;
  /** Where the base branch stands in the mirror. */
  readonly baseCommit: ObjectId;
  readonly contractId: string;
  /** Takes files along that nobody has added to git yet; what is ignored never. */
  readonly untracked: boolean;
}

export interface Carried {
  readonly ok: true;
  /** The base with the changes on it; the base itself where there are none. */
  readonly commit: ObjectId;
  /** Of each changed file the path, from the repository's root on. */
  readonly files: readonly string[];
  /** What could not be taken, for people. */
  readonly warnings: readonly string[];
}

/** Throws `WorktreeError` `CHECKPOINT_TOO_LARGE`. */
export async function carryChanges(
  store: Store,
  request: CarryRequest,
): Promise<Carried | RepositoryProblem> {
  const { repository, mirror, baseCommit, contractId } = request;
  const problem = await findProblem(store, repository);
  if (problem !== null) return problem;
  const paths = await listUncommitted(store, request);
  if (paths.length === 0) return { ok: true, commit: baseCommit, files: [], warnings: [] };
  const scratch = await mkdtemp(join(indexesFolder(mirror), `${contractId}.new-`));
  try {
    const { root } = repository;
    const place: IndexedPlace = {
      ...{ cwd: root, gitDir: mirror, workTree: root, indexFile: join(scratch, "index") },
    };
    await runGit(store.git, { place, command: ["read-tree", baseCommit] });
    const changes = await sortPaths(store.git, { place, limits: defaultLimits }, paths);
    const { tree, warnings } = await storeChanges(store.git, { place, changes });
    const line = await readGitLine(store.git, {
      place: mirrorPlace(mirror),
      command: ["commit-tree", tree, "-p", baseCommit],
      input: "Uncommitted changes\n\nAs they stood when the contract was made.\n",
    });
    const commit = parseObjectId(line);
    // The contract's own name for where it begins: nothing else keeps the commit yet.
    await updateRefs(store.git, mirror, [{ ref: contractBaseRef(contractId), to: commit }]);
    return { ok: true, commit, files: paths.map(showPath), warnings: warnings.map(({ message }) => message) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function findProblem(store: Store, repository: CheckedRepository): Promise<RepositoryProblem | null> {
  const { root, bare, baseBranch, headState } = repository;
  const fail = (code: RepositoryProblem["code"], message: string, mend: string) =>
    ({ ok: false, code, message, mend }) as const;
  if (bare) {
    return fail(
      "NO_WORKTREE",
      `${root} is bare: nobody has changes there.`,
      "Make the contract without your changes.",
    );
  }
  if (headState.kind !== "branch" || headState.branch !== baseBranch) {
    const at = headState.kind === "detached" ? "no branch" : `"${headState.branch}"`;
    const message = `Your uncommitted changes are on ${at}, and the contract begins from "${baseBranch}".`;
    return fail(
      "CHANGES_ELSEWHERE",
      message,
      "Name the branch that is checked out as the base, or leave your changes out.",
    );
  }
  const unmerged = await list(store, repository, ["ls-files", "-z", "--unmerged"]);
  if (unmerged.length === 0) return null;
  return fail(
    "CHANGES_IN_CONFLICT",
    `${root} has a merge under way with conflicts.`,
    "Solve them first, or leave your changes out.",
  );
}

/** Their own index tells what they changed: it knows the files' times, what is left out by a sparse checkout, and how a filter has written a file. */
async function listUncommitted(
  store: Store,
  { repository, untracked }: CarryRequest,
): Promise<readonly string[]> {
  const ignored: readonly ExcludeFrom[] = await ignoredByPerson(store, repository);
  const alike = ["-z", "--name-only", "--no-renames", "--ignore-submodules=all"] as const;
  const [edited, staged, fresh] = await Promise.all([
    list(store, repository, ["diff-files", ...alike]),
    list(store, repository, ["diff-index", "--cached", ...alike, "HEAD"]),
    untracked
      ? list(store, repository, ["ls-files", "-z", "--others", "--exclude-standard", ...ignored])
      : [],
  ]);
  const touched = [...new Set([...edited, ...staged, ...fresh])].sort();
  return touched;
}

/** What they ignore in every repository counts here too: it may be where their secrets lie. */
async function ignoredByPerson(store: Store, { gitDir }: CheckedRepository): Promise<readonly ExcludeFrom[]> {
  const file = await findIgnoreFile(store, gitDir);
  return file === null ? [] : [excludeFrom(parseLocalPath(file))];
}

function list(
  store: Store,
  { root, gitDir }: CheckedRepository,
  command: GitCommand,
): Promise<readonly string[]> {
  return readGitFields(store.git, { place: { cwd: root, gitDir, workTree: root }, command });
}
