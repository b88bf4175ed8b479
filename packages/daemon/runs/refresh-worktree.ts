// Brings to a run's checkout, before a turn, what changed elsewhere since the last one: the contract's branch and others' results.
import { branchMoves } from "../worktrees/worktrees.ts";
import { bringSupervisor } from "./bring-supervisor.ts";
import { refreshShared } from "./prepare-worktree.ts";
import type { Run, TurnRequest } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

/**
 * A sentence for the agent about its own changes, or null when there were none. Nothing is asked of git when nothing can have changed:
 * eight git programs before each prompt took 50 of the 87 ms from an answer to its agent.
 */
export async function refreshWorktree(
  parts: RunParts,
  run: Run,
  request: TurnRequest & { isFirst: boolean },
): Promise<string | null> {
  const state = stateOf(parts, run, request);
  if (state === run.freshAt) return null;
  // The first turn's checkout has just been made ready.
  if (!request.isFirst) await refreshShared(parts, run, request);
  const note = await bringSupervisor(parts, run, request);
  run.freshAt = note === null ? state : null;
  return note;
}

/** Only this daemon moves the branch, and a change of the worktree itself is a checkpoint at the turn's end. */
function stateOf(parts: RunParts, run: Run, request: TurnRequest): string | null {
  if (run.worktree === null) return null;
  const { mirror } = run.worktree.checkout;
  const moves = branchMoves(parts.store, { mirror, branch: request.contractBranch });
  return JSON.stringify([moves, request.branchCommit, request.results, run.nextCheckpoint]);
}
