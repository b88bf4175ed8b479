// Random histories of worktrees: real git beside plain trees.
import { openModelWorld, runWorktreeSteps } from "@makima/testkit/worktrees/worktree-model";
import { type Proof, proveHistories } from "../prove-histories.ts";
import { worktreeSteps } from "./draw-steps.ts";

/** Gives how many were run. Throws the smallest history that fails, with the seed that gives it again. */
export const proveWorktrees = (proof: Proof): Promise<number> =>
  proveHistories({ open: openModelWorld, steps: worktreeSteps, run: runWorktreeSteps }, proof);
