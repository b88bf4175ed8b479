// Runs many random histories against a plain model, several at once, and shrinks what fails to the few steps that matter.
import fc from "fast-check";

export type Proof = {
  seed: number;
  runs: number;
  lanes: number;
  /** no new run is begun after it */
  limitMs?: number;
  onRun?: () => void;
};

/** What is proven: a lane's world, the histories that are drawn, and how one is run. It throws what differs. */
export type Histories<World extends { remove(): Promise<void> }, Step> = {
  open: () => Promise<World>;
  steps: fc.Arbitrary<Step[]>;
  run: (world: World, steps: readonly Step[]) => Promise<void>;
};

/** Gives how many were run. Throws the smallest history that fails, with the seed that gives it again. */
export async function proveHistories<World extends { remove(): Promise<void> }, Step>(
  { open, steps, run }: Histories<World, Step>,
  { seed, runs, lanes, limitMs, onRun }: Proof,
): Promise<number> {
  let done = 0;
  const prove = async (lane: number): Promise<void> => {
    const world = await open();
    try {
      const property = fc.asyncProperty(steps, async (drawn) => {
        await run(world, drawn);
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
