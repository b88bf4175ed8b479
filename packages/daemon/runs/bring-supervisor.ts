// Brings a supervisor's checkout to the contract's branch before its turn; what it changed itself is kept and named.
import { bringToBranch } from "../worktrees/worktrees.ts";
import { sharedName } from "./prepare-worktree.ts";
import { sayCheckpoint } from "./record-checkpoint.ts";
import type { Run, TurnRequest } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

/** A sentence for the agent about its own changes, or null when there were none. */
export async function bringSupervisor(
  parts: RunParts,
  run: Run,
  request: TurnRequest,
): Promise<string | null> {
  if (run.worktree === null || run.command.taskKind !== "supervisor") return null;
  const { checkout } = run.worktree;
  const wish = { reason: "merge" as const, message: "The supervisor's own changes" };
  const { ownChanges } = await bringToBranch(parts.store, {
    branch: { mirror: checkout.mirror, contractId: checkout.contractId, branch: request.contractBranch },
    ownBranch: run.command.branch,
    sharedName: sharedName(request.contractBranch),
    safety: { checkout, number: run.nextCheckpoint, message: wish.message },
  });
  if (ownChanges !== null) await sayCheckpoint(parts, run, { made: ownChanges.checkpoint, wish });
  const kept = run.ownCheckpoint;
  run.ownCheckpoint = null;
  if (kept === null) return null;
  return `Your worktree was brought to the contract's branch. What you had changed in it yourself is kept as checkpoint ${kept}.`;
}
