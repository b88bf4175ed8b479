// Names that several forks cannot share, and branch names that are none.
import { isBranchName } from "@makima/core/branch";
import { forkNames } from "@makima/core/fork";
import { Refusal, refuseField } from "@makima/protocol/errors";

const MOST = 200;

/** A name of 200 characters leaves no room for `-1`. Throws VALIDATION. */
export function refuseLongName({ field, name, count }: { field: string; name: string; count: number }): void {
  if (forkNames(name, count).some((one) => one.length > MOST))
    throw refuseField(field, `with its number it is longer than ${MOST} characters`);
}

/** Throws BRANCH_NAME_INVALID. */
export function refuseBranchName(branchName: string, count = 1): void {
  const bad = forkNames(branchName, count).find((name) => !isBranchName(name));
  if (bad !== undefined)
    throw new Refusal("BRANCH_NAME_INVALID", `"${bad}" is no usable branch name`, { branchName: bad });
}
