// A task comes back to a machine that it had left: what still lies here of it is kept under other names, and is in nobody's way.
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RefUpdate } from "../git/refs.ts";
import { updateRefs } from "../git/refs.ts";
import { isFolder } from "./is-folder.ts";
import { leftName } from "./left-checkouts.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Checkout, Store } from "./store.ts";
import { checkoutPath, indexPath, leftRef, taskRefs, worktreesFolder } from "./store.ts";

/** `after`: the checkpoint that the task goes on from; those after it were left behind. `epoch` names the folder that the checkout is kept in. */
export function setAside(
  store: Store,
  { checkout, after, epoch }: { checkout: Checkout; after: number; epoch: number },
): Promise<void> {
  const path = checkoutPath(store, checkout.taskId);
  return runExclusive(path, async () => {
    if (await isFolder(path))
      await rename(path, join(worktreesFolder(store.home), leftName(checkout.taskId, epoch)));
    await rm(indexPath(checkout), { force: true });
    const names = taskRefs(checkout);
    const { checkpoints, head } = await readTaskRefs(store, checkout);
    const updates: RefUpdate[] = [...checkpoints]
      .filter(([number]) => number > after)
      .flatMap(([number, commit]) => [
        { ref: leftRef(checkout.contractId, commit), to: commit },
        { ref: names.checkpoint(number), to: null, from: commit },
      ]);
    // Without a head the checkout is made from where the task goes on.
    if (head !== null) updates.push({ ref: names.head, to: null, from: head });
    if (updates.length > 0) await updateRefs(store.git, checkout.mirror, unique(updates));
  });
}

/** One update a ref in one transaction: two checkpoints may be of the same commit. */
function unique(updates: readonly RefUpdate[]): readonly RefUpdate[] {
  return [...new Map(updates.map((update) => [update.ref, update])).values()];
}
