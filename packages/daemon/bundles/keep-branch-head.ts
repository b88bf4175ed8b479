// Gives a contract's branch, as a merge left it, a ref of its own: bundles are made of it while the branch goes on.
import type { ObjectId, RefName } from "../git/git-parts.ts";
import { updateRefs } from "../git/refs.ts";
import type { Store } from "../worktrees/worktrees.ts";

export async function keepBranchHead(
  store: Store,
  { mirror, ref, commit }: { mirror: string; ref: RefName; commit: ObjectId },
): Promise<void> {
  await updateRefs(store.git, mirror, [{ ref, to: commit }]);
}
