// Makes a contract's branch in the mirror where there is none yet.
import type { ObjectId } from "../git/git-parts.ts";
import { readRef, updateRefs } from "../git/refs.ts";
import { runGit } from "../git/run-git.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { branchRef, contractBaseRef, countMove, leftRef, mirrorPlace } from "./store.ts";

export interface ContractBranch {
  readonly mirror: string;
  readonly contractId: string;
  /** Without `refs/heads/`, such as `makima/<slug>-<8 of the id>`. */
  readonly branch: string;
}

/** Where the branch stands for the server. At its home the mirror may be ahead of that; everywhere else the server knows better. */
export interface Standing {
  readonly commit: ObjectId;
  readonly isHome: boolean;
}

/**
 * Answers with where the branch stands; `commit` counts only the first time. With `standing` the branch follows it; what only this mirror had is
 * kept under another name.
 */
export function ensureBranch(
  store: Store,
  { branch, commit, standing }: { branch: ContractBranch; commit: ObjectId; standing?: Standing },
): Promise<{ tip: ObjectId; created: boolean }> {
  const ref = branchRef(branch.branch);
  const base = contractBaseRef(branch.contractId);
  return runExclusive(`${branch.mirror} ${ref}`, async () => {
    const place = mirrorPlace(branch.mirror);
    const tip = await readRef(store.git, place, ref);
    if (tip !== null) return { tip: await follow(store, { branch, tip, standing }), created: false };
    const first = standing?.commit ?? commit;
    // The base first: where the branch is, what it began from is known, and the search for past merges ends there.
    await updateRefs(store.git, branch.mirror, [{ ref: base, to: commit }]);
    await updateRefs(store.git, branch.mirror, [{ ref, to: first, from: null }]);
    return { tip: first, created: true };
  });
}

async function follow(
  store: Store,
  { branch, tip, standing }: { branch: ContractBranch; tip: ObjectId; standing: Standing | undefined },
): Promise<ObjectId> {
  if (standing === undefined || standing.commit === tip) return tip;
  const isAhead = await holds(store, { mirror: branch.mirror, tip, commit: standing.commit });
  if (standing.isHome && isAhead) return tip;
  const isBehind = await holds(store, { mirror: branch.mirror, tip: standing.commit, commit: tip });
  const ref = branchRef(branch.branch);
  await updateRefs(store.git, branch.mirror, [
    ...(isBehind ? [] : [{ ref: leftRef(branch.contractId, tip), to: tip }]),
    { ref, to: standing.commit, from: tip },
  ]);
  countMove(store, branch);
  return standing.commit;
}

async function holds(
  store: Store,
  { mirror, tip, commit }: { mirror: string; tip: ObjectId; commit: ObjectId },
): Promise<boolean> {
  const command = ["merge-base", "--is-ancestor", commit, tip] as const;
  return (await runGit(store.git, { place: mirrorPlace(mirror), command, answers: [1] })).exitCode === 0;
}
