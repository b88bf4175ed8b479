// Makes a contract's branch in the mirror where there is none yet.
import type { ObjectId } from "../git/git-parts.ts";
import { readRef, updateRefs } from "../git/refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { branchRef, contractBaseRef, mirrorPlace } from "./store.ts";

export interface ContractBranch {
  readonly mirror: string;
  readonly contractId: string;
  /** Without `refs/heads/`, such as `makima/<slug>-<8 of the id>`. */
  readonly branch: string;
}

/** Answers with where the branch stands; `commit` counts only the first time. */
export function ensureBranch(
  store: Store,
  { branch, commit }: { branch: ContractBranch; commit: ObjectId },
): Promise<{ tip: ObjectId; created: boolean }> {
  const ref = branchRef(branch.branch);
  const base = contractBaseRef(branch.contractId);
  return runExclusive(`${branch.mirror} ${ref}`, async () => {
    const place = mirrorPlace(branch.mirror);
    const tip = await readRef(store.git, place, ref);
    if (tip !== null) return { tip, created: false };
    // The base first: where the branch is, what it began from is known, and the search for past merges ends there.
    await updateRefs(store.git, branch.mirror, [{ ref: base, to: commit }]);
    await updateRefs(store.git, branch.mirror, [{ ref, to: commit, from: null }]);
    return { tip: commit, created: true };
  });
}
