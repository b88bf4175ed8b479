// The mirror and the contract's branch of a command that works on a repository, with the commits that it is about.
import { parseObjectId } from "../git/git-parts.ts";
import type { RunParts } from "../runs/run-parts.ts";
import {
  type ContractBranch,
  ensureBranch,
  type OpenedMirror,
  openMirror,
  type RepositoryAt,
  type Store,
  WorktreeError,
} from "../worktrees/worktrees.ts";

export interface HandsParts {
  readonly store: Store;
  readonly bring: RunParts["bring"];
}

export interface OpenedRepository {
  readonly repository: OpenedMirror["repository"];
  readonly branch: ContractBranch;
  /** Where the contract's branch stands. */
  readonly tip: string;
}

/** What was made on another machine may still be on its way to the server. */
const PATIENCE_MS = 30_000;

/** Throws `WorktreeError` when the repository is not what it was, or what the command is about cannot be had. */
export async function openRepository(
  { store, bring }: HandsParts,
  at: {
    repository: RepositoryAt;
    contractId: string;
    contractBranch: string;
    branchCommit: string | null;
    commits: readonly string[];
    /** for what is still on its way; by itself half a minute */
    patienceMs?: number;
  },
): Promise<OpenedRepository> {
  const { contractId, branchCommit } = at;
  const { mirror, repository } = await openMirror(store, at.repository);
  const { baseCommit } = at.repository;
  const from = branchCommit ?? baseCommit;
  const missing = await bring({
    mirror,
    contractId,
    commits: [from, baseCommit, ...at.commits],
    patienceMs: at.patienceMs ?? PATIENCE_MS,
    signal: new AbortController().signal,
  });
  if (missing.has(from) || missing.has(baseCommit)) {
    const why = repository.ok ? "" : `${repository.message} ${repository.mend} `;
    const message = `${why}No bundle at the server holds the contract's branch.`;
    throw new WorktreeError({ code: "FETCH_FAILED", message, retryable: true });
  }
  if (missing.size > 0) {
    const message =
      "The result was made on another machine, and its bundle has not reached the server yet. Try again when that machine is connected.";
    throw new WorktreeError({ code: "RESULT_MISSING", message, retryable: true });
  }
  const branch = { mirror, contractId, branch: at.contractBranch };
  const { tip } = await ensureBranch(store, {
    branch,
    commit: parseObjectId(baseCommit),
    ...(branchCommit === null ? {} : { standing: { commit: parseObjectId(branchCommit), isHome: true } }),
  });
  return { repository, branch, tip };
}
