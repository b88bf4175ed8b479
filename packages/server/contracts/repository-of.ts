// A checked repository, as a daemon is told of it.
import { Refusal } from "@makima/protocol/errors";
import type { ContractRow } from "./reader.ts";

/** Throws REPOSITORY_CHECK_PENDING where no daemon has looked at it yet. */
export function repositoryOf(contract: ContractRow): {
  path: string;
  baseBranch: string;
  baseCommit: string;
} {
  const { repositoryPath, baseBranch, baseCommit } = contract;
  if (repositoryPath === null || baseBranch === null || baseCommit === null) {
    throw new Refusal("REPOSITORY_CHECK_PENDING", "the repository was not checked yet");
  }
  return { path: repositoryPath, baseBranch, baseCommit };
}
