// Makes a checkpoint of a run's worktree and says so; an unchanged worktree makes none.
import { withRoom } from "../spool/with-room.ts";
import { type Checkpoint, makeCheckpoint } from "../worktrees/worktrees.ts";
import type { Run } from "./run.ts";
import type { RunParts } from "./run-parts.ts";
import { type CheckpointWish, tellCheckpoint } from "./tell-checkpoint.ts";

/** Null when nothing has changed since the last one. */
export async function recordCheckpoint(
  parts: RunParts,
  run: Run,
  wish: CheckpointWish,
): Promise<Checkpoint | null> {
  if (run.worktree === null) return null;
  const { checkout } = run.worktree;
  const number = run.nextCheckpoint;
  const { contractBranch } = run.command;
  // An agent that ends its work on a full disk waits for its checkpoint, instead of hearing of a fault that is none of its own.
  const made = await withRoom({ folder: parts.store.home, signal: run.signal }, () =>
    makeCheckpoint(parts.store, {
      checkout,
      number,
      message: wish.message,
      evenIfSame: wish.evenIfSame === true,
      merges: { contractBranch, uncommitted: wish.reason === "completed" },
    }),
  );
  if (!made.made) return null;
  await sayCheckpoint(parts, run, { made, wish });
  return made;
}

/** Tells of a checkpoint that was made; two askers of the same moment get the same one, which is told once. */
export async function sayCheckpoint(
  parts: RunParts,
  run: Run,
  { made, wish }: { made: Checkpoint; wish: CheckpointWish },
): Promise<void> {
  if (made.number < run.nextCheckpoint) return;
  run.nextCheckpoint = made.number + 1;
  run.ownCheckpoint = made.number;
  await parts.append({ kind: "checkpoint", ...run.ref, checkpoint: tellCheckpoint(made, wish) });
  parts.onCheckpoint();
}
