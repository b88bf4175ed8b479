// Runs many random histories of worktrees against real git, several at once, and shrinks what fails to the few steps that matter.
import { openModelWorld, runWorktreeSteps } from "@makima/testkit/worktrees/worktree-model";
import fc from "fast-check";
import { worktreeSteps } from "./draw-steps.ts";

export type Proof = {
  seed: number;
  runs: number;
  lanes: number;
  /** no new run is begun after it */
  limitMs?: number;
  onRun?: () => void;
};

/** Gives how many were run. Throws the smallest history that fails, with the seed that gives it again. */
export async function proveWorktrees({ seed, runs, lanes, limitMs, onRun }: Proof): Promise<number> {
  let done = 0;
  const prove = async (lane: number): Promise<void> => {
    const world = await openModelWorld();
    try {
      const property = fc.asyncProperty(worktreeSteps, async (steps) => {
        await runWorktreeSteps(world, steps);
        done += 1;
        onRun?.();
      });
      await fc.assert(property, {
        seed: seed + lane,
        numRuns: Math.ceil(runs / lanes),
        ...(limitMs === undefined ? {} : { interruptAfterTimeLimit: limitMs, markInterruptAsFailure: false }),
      });
    } finally {
      await world.remove();
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => prove(lane)));
  return done;
}
