// Simulates a tree with a planted bug until the check that has to catch it does.
import { runSimulation } from "../simulation/run-simulation.ts";
import { plantBug } from "./plant-bug.ts";
import type { PlantedBug } from "./planted-bugs.ts";

export type Finding = {
  /** what the named check said; null when it said nothing within the budget */
  caught: string | null;
  schedules: number;
  seconds: number;
  /** what other checks said on the way */
  others: string[];
};

export async function findBug(
  { name, caughtBy }: PlantedBug,
  { seed, schedules, workers }: { seed: number; schedules: number; workers: number },
): Promise<Finding> {
  const tree = await plantBug(name);
  const isIt = (violation: string): boolean => violation.startsWith(`${caughtBy}:`);
  try {
    const summary = await runSimulation({
      ...{ seed, schedules, workers },
      tree: tree.path,
      until: (violations) => violations.some(isIt),
    });
    const said = summary.failures.flatMap(({ violations }) => violations);
    return {
      caught: said.find(isIt) ?? null,
      schedules: summary.schedules,
      seconds: summary.seconds,
      others: said.filter((violation) => !isIt(violation)),
    };
  } finally {
    await tree.remove();
  }
}
