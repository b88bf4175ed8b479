// The mirror and the contract's branch of a command that works on a repository.
import type { StartRun } from "@makima/protocol/mesh";
import { parseObjectId } from "../git/git-parts.ts";
import {
  type CheckedRepository,
  type ContractBranch,
  checkRepository,
  ensureBranch,
  ensureMirror,
  type Store,
  WorktreeError,
} from "../worktrees/worktrees.ts";

export interface OpenedRepository {
  readonly repository: CheckedRepository;
  readonly branch: ContractBranch;
  /** Where the contract's branch stands. */
  readonly tip: string;
}

/** Throws `WorktreeError` when the repository is not what it was. */
export async function openRepository(
  store: Store,
  at: { repository: StartRun["repository"]; contractId: string; contractBranch: string },
): Promise<OpenedRepository> {
  const { path, baseBranch, baseCommit } = at.repository;
  const repository = await checkRepository(store, { location: path, baseBranch });
  if (!repository.ok) {
    const message = `${repository.message} ${repository.mend}`;
    throw new WorktreeError({ code: "FETCH_FAILED", message, retryable: true });
  }
  const { mirror } = await ensureMirror(store, repository);
  const branch = { mirror, contractId: at.contractId, branch: at.contractBranch };
  const { tip } = await ensureBranch(store, { branch, commit: parseObjectId(baseCommit) });
  return { repository, branch, tip };
}
