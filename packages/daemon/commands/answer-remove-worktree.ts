// Moves the checkout of a finished task to the trash can, once a checkpoint holds how it stood.
import type { MeshCommand, removeResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { tellCheckpoint } from "../runs/tell-checkpoint.ts";
import { findMirror, removeCheckout, type Store } from "../worktrees/worktrees.ts";

type Remove = Extract<MeshCommand, { kind: "remove_worktree" }>;

/** Done again after a crash it finishes what it began, and answers the same. */
export async function answerRemoveWorktree(
  store: Store,
  command: Remove,
): Promise<z.infer<typeof removeResult>> {
  const { contractId, taskId, keep, evenWithLosses } = command;
  const mirror = await findMirror(store, command.repositoryPath);
  if (mirror === null) return { removed: true, kept: [], warnings: [], leftOut: [] };
  const removal = await removeCheckout(store, {
    last: { checkout: { mirror, contractId, taskId }, number: keep.number, message: keep.message },
    evenWithLosses,
  });
  return {
    removed: removal.removed,
    kept: removal.captured.map((made) => tellCheckpoint(made, { reason: "as_found", message: keep.message })),
    warnings: removal.warnings.map(({ message }) => message),
    leftOut: [...removal.leftOut],
  };
}
