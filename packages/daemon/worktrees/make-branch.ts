// Makes an ordinary branch in the person's repository at a commit of the mirror, and touches nothing else there: no index, no HEAD, no stash, no
// other ref.
import type { ObjectId } from "../git/git-parts.ts";
import { readRef, updateRefs } from "../git/refs.ts";
import type { CheckedRepository } from "./check-repository.ts";
import { fetchInto, listAround } from "./deliver-branch.ts";
import { runExclusive } from "./run-exclusive.ts";
import { branchRef, madeBranchRef, mirrorPlace, type Store } from "./store.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface NewBranch {
  readonly mirror: string;
  readonly repository: CheckedRepository;
  readonly contractId: string;
  /** The same one again is the same branch. */
  readonly branchId: string;
  readonly branchName: string;
  readonly commit: ObjectId;
}

/** Throws `WorktreeError` `BRANCH_EXISTS`, `INVALID_NAME`, `FETCH_FAILED` (retryable). */
export function makeBranch(store: Store, branch: NewBranch): Promise<void> {
  const { mirror, repository, commit } = branch;
  const ref = branchRef(branch.branchName);
  const ours = madeBranchRef(branch);
  const theirs = { cwd: repository.commonDir, gitDir: repository.commonDir };
  return runExclusive(`${repository.commonDir} ${ref}`, async () => {
    // The mirror's ref tells a repeated call what a killed one may have done already.
    const begun = (await readRef(store.git, mirrorPlace(mirror), ours)) !== null;
    const inTheWay = (await listAround(store, { theirs, ref })).find(
      ({ name }) => name === ref || name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`),
    );
    if (begun && inTheWay?.name === ref && inTheWay.target === commit) return;
    if (inTheWay !== undefined) {
      const name = inTheWay.name.slice("refs/heads/".length);
      const message = `There is a branch ${name} in ${repository.root}, which is left as it is.`;
      throw new WorktreeError({ code: "BRANCH_EXISTS", message });
    }
    if (!begun) await updateRefs(store.git, mirror, [{ ref: ours, to: commit, from: null }]);
    // First the objects, under a hidden name; then the branch, which must not be there in that instant.
    const refused = await fetchInto(store, { theirs, mirror, from: ours, to: ours, force: true });
    if (refused !== null) {
      const message = `Could not bring the commit into ${repository.root}: ${refused.message}`;
      throw new WorktreeError({ code: "FETCH_FAILED", message, retryable: true });
    }
    await updateRefs(store.git, theirs.gitDir, [
      { ref, to: commit, from: null },
      { ref: ours, to: null },
    ]);
  });
}
