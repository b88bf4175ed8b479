// Removes a task's checkout, after a checkpoint of how it stood; its checkpoints stay in the mirror.
import { mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { updateRefs } from "../git/refs.ts";
import { isFolder } from "./is-folder.ts";
import type { Checkpoint, CheckpointRequest } from "./make-checkpoint.ts";
import { captureWorktree } from "./make-checkpoint.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { checkoutPath, indexPath, taskRefs } from "./store.ts";

/** Answers with the last capture, or null when there was nothing left to capture. Safe to repeat. */
export function removeCheckout(store: Store, last: CheckpointRequest): Promise<Checkpoint | null> {
  const { checkout } = last;
  const path = checkoutPath(store, checkout.taskId);
  return runExclusive(path, async () => {
    const standing = await isFolder(path);
    const captured = standing ? await captureWorktree(store, last) : null;
    if (standing) {
      // Out of the way in one step: a kill in the middle of the removal leaves nothing that looks like a checkout.
      const gone = await mkdtemp(`${path}.gone-`);
      await rename(path, join(gone, "worktree"));
      await rm(gone, { recursive: true, force: true });
    }
    await rm(indexPath(checkout), { force: true });
    const names = taskRefs(checkout);
    const refs = await readTaskRefs(store, checkout);
    await updateRefs(store.git, checkout.mirror, [
      ...(refs.base === null ? [] : [{ ref: names.base, to: null }]),
      ...(refs.head === null ? [] : [{ ref: names.head, to: null }]),
    ]);
    return captured;
  });
}
