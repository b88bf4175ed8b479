// Runs many schedules on several threads and adds up what came of them.
import { join } from "node:path";
import { neverHappened } from "@makima/testkit/simulation/count-sometimes";
import { monotonicMs, startThread } from "../ports/workers.ts";
import type { Order, Outcome } from "./worker.ts";

export type SimulationOptions = {
  /** seeds are seed, seed + 1, … */
  seed: number;
  schedules: number;
  workers: number;
  /** no more are begun after this time; there is none without it */
  limitMs?: number;
  withTrace?: boolean;
  /** no more are begun after one whose violations this says true of */
  until?: (violations: readonly string[]) => boolean;
  /** the folder of the tree that is simulated; this one when nothing is said */
  tree?: string;
  progress?: (so: { done: number; failed: number; perSecond: number; seconds: number }) => void;
  /** told at once, so that it is known before the end, and when the end never comes */
  failed?: (failure: SimulationFailure) => void;
};

export type SimulationSummary = {
  seed: number;
  schedules: number;
  steps: number;
  seconds: number;
  perSecond: number;
  runTwice: number;
  counters: Record<string, number>;
  /** what should have happened at least once */
  never: string[];
  failures: SimulationFailure[];
};

type SimulationFailure = {
  seed: number;
  violations: string[];
  trace: readonly string[];
  again: string;
};

const AT_ONCE = 5;
/** Every so many-th seed runs twice. */
const TWICE_EVERY = 25;

export async function runSimulation(options: SimulationOptions): Promise<SimulationSummary> {
  const begunMs = monotonicMs();
  const summary: SimulationSummary = {
    seed: options.seed,
    schedules: 0,
    steps: 0,
    seconds: 0,
    perSecond: 0,
    runTwice: 0,
    counters: {},
    never: [],
    failures: [],
  };
  let next = options.seed;
  const end = options.seed + options.schedules;
  const tree = options.tree ?? join(import.meta.dirname, "../../..");
  const isEnough = (): boolean =>
    monotonicMs() - begunMs >= (options.limitMs ?? Number.POSITIVE_INFINITY) ||
    summary.failures.some(({ violations }) => options.until?.(violations) === true);
  const work = async (): Promise<void> => {
    const thread = startThread<Order, Outcome[]>(join(tree, "tests/chaos/simulation/worker.ts"));
    try {
      while (next < end && !isEnough()) {
        const seeds = Array.from({ length: Math.min(AT_ONCE, end - next) }, (_, place) => next + place);
        next += seeds.length;
        const twice = seeds.filter((seed) => seed % TWICE_EVERY === 0);
        summary.runTwice += twice.length;
        const failures = add(
          summary,
          await thread.ask({ seeds, twice, withTrace: options.withTrace === true }),
        );
        for (const failure of failures) options.failed?.(failure);
        summary.seconds = (monotonicMs() - begunMs) / 1000;
        summary.perSecond = summary.schedules / summary.seconds;
        const { schedules, perSecond, seconds } = summary;
        options.progress?.({ done: schedules, failed: summary.failures.length, perSecond, seconds });
      }
    } finally {
      await thread.stop();
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
  summary.never = neverHappened(summary.counters);
  summary.failures.sort((one, other) => one.seed - other.seed);
  return summary;
}

/** Gives those that failed. */
function add(summary: SimulationSummary, outcomes: readonly Outcome[]): SimulationFailure[] {
  const failed: SimulationFailure[] = [];
  for (const { seed, violations, counters, steps, trace } of outcomes) {
    summary.schedules += 1;
    summary.steps += steps;
    for (const [what, count] of Object.entries(counters))
      summary.counters[what] = (summary.counters[what] ?? 0) + count;
    if (violations.length > 0)
      failed.push({ seed, violations, trace, again: `npm run simulate -- --seed ${seed} --only` });
  }
  summary.failures.push(...failed);
  return failed;
}
