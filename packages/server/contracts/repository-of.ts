// A checked repository, as a daemon is told of it.
import { Refusal } from "@makima/protocol/errors";
import type { ContractRow } from "./reader.ts";

/** Throws REPOSITORY_CHECK_PENDING where no daemon has looked at it yet. */
export function repositoryOf(contract: ContractRow): {
  /** an absolute path, or the URL of a remote */
  path: string;
  baseBranch: string;
  baseCommit: string;
} {
  const { baseBranch, baseCommit } = contract;
  if (baseBranch === null || baseCommit === null) {
    throw new Refusal("REPOSITORY_CHECK_PENDING", "the repository was not checked yet");
  }
  return { path: locationOf(contract), baseBranch, baseCommit };
}

/** Where the repository is: its path, or its URL. */
export function locationOf({ repositoryPath, repositoryUrl }: ContractRow): string {
  const location = repositoryPath ?? repositoryUrl;
  if (location === null) throw new Error("a contract's repository has a path or a URL");
  return location;
}
