// Moves a task's checkout to the trash can, after a checkpoint of how it stood; its checkpoints and what keeps them alive stay in the mirror.
import { rm } from "node:fs/promises";
import { findLosses, isLoss, type Losses } from "./find-losses.ts";
import { isFolder } from "./is-folder.ts";
import { captureLeft, listLeft } from "./left-checkouts.ts";
import type { SnapshotWarning } from "./list-changes.ts";
import type { Checkpoint, CheckpointRequest } from "./make-checkpoint.ts";
import { captureWorktree } from "./make-checkpoint.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { checkoutPath, indexPath } from "./store.ts";
import { finishRemoval, moveToTrash } from "./trash.ts";

export interface RemovalRequest {
  /** Its number is the first that is free. */
  readonly last: CheckpointRequest;
  /** Goes although it holds what no checkpoint can take; that is lost then. */
  readonly evenWithLosses: boolean;
}

export interface Removal {
  /** False when it holds something that no checkpoint can take: then it stands as it stood. */
  readonly removed: boolean;
  /** The checkpoints that were made of it, by this call or by one that was cut short. */
  readonly captured: readonly Checkpoint[];
  readonly warnings: readonly SnapshotWarning[];
  /** What goes for good: ignored files and folders, and empty folders. Some of them, in words for people. */
  readonly leftOut: readonly string[];
}

/** Safe to repeat: a second call finishes what the first began. Throws what `makeCheckpoint` throws. */
export function removeCheckout(store: Store, { last, evenWithLosses }: RemovalRequest): Promise<Removal> {
  const { checkout } = last;
  const { taskId } = checkout;
  const path = checkoutPath(store, taskId);
  return runExclusive(path, async () => {
    const isStanding = await isFolder(path);
    const { captured, ...seen } = isStanding
      ? await captureAll(store, last)
      : { captured: await madeBefore(store, last), warnings: [] };
    const own = isStanding ? await findLosses(store, checkout) : nothing;
    const left = await listLeft(store, taskId);
    const losses = [own];
    for (const one of left) losses.push(await captureLeft(store, { checkout, left: one }));
    const leftOut = losses.flatMap((found) => found.leftOut);
    const warnings = [...losses.flatMap((found) => found.repositories), ...seen.warnings.filter(isLoss)];
    if (warnings.length > 0 && !evenWithLosses) return { removed: false, captured, warnings, leftOut: [] };
    if (isStanding) await moveToTrash({ home: store.home, taskId, path });
    await finishRemoval({ home: store.home, taskId });
    for (const { name, path } of left) {
      await moveToTrash({ home: store.home, taskId: name, path });
      await finishRemoval({ home: store.home, taskId: name });
    }
    await rm(indexPath(checkout), { force: true });
    return { removed: true, captured, warnings, leftOut };
  });
}

const nothing: Losses = { repositories: [], leftOut: [] };

/** A call that was killed may have made one already; what stands is captured when there is nothing more to make. */
const mostCaptures = 4;

async function captureAll(
  store: Store,
  last: CheckpointRequest,
): Promise<{ captured: Checkpoint[]; warnings: readonly SnapshotWarning[] }> {
  const captured: Checkpoint[] = [];
  for (let number = last.number; number < last.number + mostCaptures; number += 1) {
    const checkpoint = await captureWorktree(store, { ...last, number });
    if (!checkpoint.made) return { captured, warnings: checkpoint.warnings };
    captured.push(checkpoint);
  }
  throw new Error(`the worktree of task ${last.checkout.taskId} changes while it is captured`);
}

async function madeBefore(store: Store, last: CheckpointRequest): Promise<Checkpoint[]> {
  const { checkpoints } = await readTaskRefs(store, last.checkout);
  const numbers = [...checkpoints.keys()].filter((number) => number >= last.number).sort((a, b) => a - b);
  const made: Checkpoint[] = [];
  for (const number of numbers) made.push(await captureWorktree(store, { ...last, number }));
  return made;
}
