// Which experiments there are: every boundary of each story with every fault that can happen there, and second faults during the recovery.

import type { Experiment, StoryName } from "./experiment.ts";
import { canHappen, FAULTS, type Fault, type LaterFault, modeOf, type Side } from "./fault.ts";

/** A boundary list of one story without a fault. */
export type Recorded = { story: StoryName; seen: readonly string[] };

const SIDES: readonly Side[] = ["before", "reply"];

/** A lone read that finds nothing comes again every few milliseconds, each time the same: so many of each are enough. */
const MOST_LONE_READS = 3;
/** Of what is done in a transaction, all; but for rounds of loops that are a transaction also when there is nothing to do. */
const ROUNDS = ["try-lock-feed", "close-all-proven-agent-breakers"];

const isRound = (name: string): boolean =>
  !name.includes("/") || ROUNDS.some((round) => name.startsWith(`${round}/`));

/** Every boundary that is worth its own experiments. */
export function pointsOf({ seen }: Recorded): string[] {
  return seen.filter((point) => {
    const [name = "", count] = point.split("#");
    const isOfDaemon = name.includes(": ");
    return !isRound(name) || isOfDaemon || Number(count) <= MOST_LONE_READS;
  });
}

/** One fault each. */
export const singleFaults = (recorded: Recorded): Experiment[] =>
  pointsOf(recorded).flatMap((point) =>
    SIDES.flatMap((side) =>
      FAULTS.filter((kind) => fits(recorded.story, kind) && canHappen(point, { side, kind })).map((kind) => ({
        story: recorded.story,
        fault: { point, side, kind } satisfies Fault,
      })),
    ),
  );

/** Only a short lease runs out while a daemon is cut off. */
const fits = (story: StoryName, kind: Fault["kind"]): boolean =>
  (kind === "daemon cut off") === (story === "short lease");

/** For each boundary that was reached as often as it was tried: the same once more, until a run ends without reaching it. */
export function nextPoints(reached: readonly Experiment[], tried: ReadonlySet<string>): Experiment[] {
  return reached.flatMap((experiment) => {
    const { fault, later } = experiment;
    if (fault === undefined || later !== undefined) return [];
    const [name = "", count] = fault.point.split("#");
    if (isRound(name)) return [];
    const next = { ...experiment, fault: { ...fault, point: `${name}#${Number(count) + 1}` } };
    return tried.has(describe(next)) ? [] : [next];
  });
}

/** A restart reaches about so many boundaries before all goes its usual way again. */
const RECOVERY_LENGTH = 150;
const RESTARTING = ["server killed", "daemon killed"] as const;

/** A second fault at a boundary of the recovery from the first; endless, since what a recovery reaches is known only by running it. */
export function compoundFaults(
  recorded: readonly Recorded[],
  { seed, count }: { seed: number; count: number },
): Experiment[] {
  const chance = seededChance(seed);
  const firsts = recorded
    .flatMap(singleFaults)
    .filter(({ fault }) => RESTARTING.some((kind) => kind === fault?.kind));
  return Array.from({ length: count }, () => {
    const first = pick(firsts, chance);
    const later: LaterFault = {
      after: 1 + Math.floor(chance() * RECOVERY_LENGTH),
      side: pick(SIDES, chance),
      kind: pick(RESTARTING, chance),
    };
    return { ...first, later };
  });
}

/** So many of them, every mode in its turn, in an order that the seed says. */
export function sampleOf(
  experiments: readonly Experiment[],
  { seed, count }: { seed: number; count: number },
): Experiment[] {
  const chance = seededChance(seed);
  const byMode = Map.groupBy(experiments, ({ fault }) => (fault === undefined ? "" : modeOf(fault)));
  const shuffled = [...byMode.values()].map((group) => shuffle(group, chance));
  const sample: Experiment[] = [];
  for (let place = 0; sample.length < Math.min(count, experiments.length); place++) {
    for (const group of shuffled) {
      const next = group[place];
      if (next !== undefined && sample.length < count) sample.push(next);
    }
  }
  return sample;
}

/** As the runner takes it back: `--story … --point … --mode …`. */
export function describe({ story, fault, later }: Experiment): string {
  const first = fault === undefined ? "" : ` --point '${fault.point}' --mode ${modeOf(fault)}`;
  return `--story '${story}'${first}${later === undefined ? "" : ` --then ${later.after}/${modeOf(later)}`}`;
}

/** The same numbers for the same seed (mulberry32). */
function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<Item>(items: readonly Item[], chance: () => number): Item {
  const item = items[Math.floor(chance() * items.length)];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
}

function shuffle<Item>(items: readonly Item[], chance: () => number): Item[] {
  return items
    .map((item) => ({ item, place: chance() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
