// Whether a branch's name is free, in the mirror and in the person's repository: neither it nor a name that would be in its way is there.
import { listRefs, readRef } from "../git/refs.ts";
import { foldersAbove } from "./deliver-branch.ts";
import type { OpenedMirror } from "./open-mirror.ts";
import type { Store } from "./store.ts";
import { branchRef, mirrorPlace } from "./store.ts";

/** `branch` is a name that `isBranchName` accepts. */
export async function isBranchTaken(
  store: Store,
  { mirror, repository, branch }: Pick<OpenedMirror, "mirror" | "repository"> & { branch: string },
): Promise<boolean> {
  const ref = branchRef(branch);
  const theirs = repository.ok ? [mirrorPlace(repository.commonDir)] : [];
  for (const place of [mirrorPlace(mirror), ...theirs]) {
    if ((await listRefs(store.git, place, ref)).length > 0) return true;
    for (const above of foldersAbove(ref)) if ((await readRef(store.git, place, above)) !== null) return true;
  }
  return false;
}
