// What stands in a task's worktree at its merge is its result: what has changed there since its last checkpoint becomes one first.
import type { MeshCommand, SentCheckpoint } from "@makima/protocol/mesh";
import type { Runs } from "../runs/runs.ts";
import { tellCheckpoint } from "../runs/tell-checkpoint.ts";
import { findCheckout, makeCheckpoint, readTaskRefs, type Store } from "../worktrees/worktrees.ts";

type Merge = Extract<MeshCommand, { kind: "merge" }>;

/**
 * Null where nothing has changed, and where the worktree is none of this merge's: it is on another machine or in the trash can, a run is at work in
 * it and makes its own checkpoints, or it stands on another checkpoint than the result. Safe to repeat. Throws what `makeCheckpoint` throws.
 */
export async function keepAtMerge(
  { store, runs }: { store: Store; runs: Runs },
  { mirror, command }: { mirror: string; command: Merge },
): Promise<SentCheckpoint | null> {
  const { contractId, taskId, keep, commit, contractBranch } = command;
  if (keep === null || runs.find(taskId) !== null) return null;
  if ((await findCheckout(store, taskId)) === null) return null;
  const checkout = { mirror, contractId, taskId };
  const { head, checkpoints } = await readTaskRefs(store, checkout);
  if (head !== commit && !checkpoints.has(keep.number)) return null;
  const merges = { contractBranch, uncommitted: true };
  const made = await makeCheckpoint(store, { checkout, ...keep, merges });
  return made.made ? tellCheckpoint(made, { reason: "merge", message: keep.message }) : null;
}
