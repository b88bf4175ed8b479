// `npm run chaos:full`: every boundary of each story with every fault, by several processes, with a summary in words and as a file.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Experiment, STORIES, type StoryName } from "@makima/testkit/crash/experiment";
import { recheck } from "@makima/testkit/crash/kept-evidence";
import {
  compoundFaults,
  describe,
  nextPoints,
  type Recorded,
  sampleOf,
  singleFaults,
} from "@makima/testkit/crash/plan";
import { runOne } from "@makima/testkit/crash/run-batch";
import { makeTemplate } from "@makima/testkit/crash/template";
import { monotonicMs } from "@makima/testkit/ports/clock";
import { folderInMemory, openTestPostgres } from "@makima/testkit/postgres";
import { readWish, type Wish } from "./arguments.ts";
import { runPlan } from "./run-plan.ts";
import { Summary } from "./summary.ts";
import { readTold, toldOf } from "./told.ts";

/** How often what was too slow beside others is done again alone. */
const REPEATS = 3;
const PLAN = "plan.json";

const wish = readWish(process.argv.slice(2));
process.exitCode = (await run(wish)) ? 0 : 1;
process.exit();

async function run({ recheck: folder, single }: Wish): Promise<boolean> {
  if (folder !== null) return sayRecheck(folder);
  const postgres = await openTestPostgres({ under: await folderInMemory() });
  try {
    return single === null ? await runAll(postgres.url) : await runSingle(postgres.url, single);
  } finally {
    await postgres.stop();
  }
}

async function sayRecheck(folder: string): Promise<boolean> {
  const checked = await recheck(folder);
  for (const { name, violations } of checked)
    say(`${name}: ${violations.length === 0 ? "no violation" : violations.join("; ")}`);
  return checked.every(({ violations }) => violations.length === 0);
}

async function runSingle(postgresUrl: string, experiment: Experiment): Promise<boolean> {
  const template = await makeTemplate(postgresUrl);
  const { violations, fired, tookMs } = await runOne(template, experiment);
  await template.drop();
  say(`${describe(experiment)}: ${fired} faults came about, ${Math.round(tookMs)} ms`);
  for (const violation of violations) say(`  ${violation}`);
  return violations.length === 0;
}

async function runAll(postgresUrl: string): Promise<boolean> {
  const begunMs = monotonicMs();
  const { seed, count, folder, minutes } = wish;
  await mkdir(folder, { recursive: true });
  let next = wish.isResumed ? await readPlan() : await makePlan(postgresUrl);
  const sum = new Summary({ begunMs, seed, folder, say });
  const reached: Experiment[] = [];
  for (const told of wish.isResumed ? await readTold(folder) : []) {
    sum.add(told);
    if (told.fired > 0) reached.push(told.experiment);
  }
  say(`${next.length} experiments, ${sum.tried.size} of them done before, seed ${seed}`);
  const endMs = minutes === null ? Number.POSITIVE_INFINITY : begunMs + minutes * 60_000;
  while (next.length > 0) {
    const wanted = next.filter((experiment) => !sum.tried.has(describe(experiment)));
    const done = await runPlan(wanted, { postgresUrl, wish, endMs, sum });
    reached.push(...done);
    // A fault may bring a boundary that the quiet story does not reach: on until one is not reached.
    next = count === null && monotonicMs() < endMs ? nextPoints(reached.splice(0), sum.tried) : [];
  }
  await repeatAlone(postgresUrl, sum);
  return sum.finish();
}

/**
 * Second faults, and then the single ones in an order that the seed says, so that a part of a run is a fair part. It is kept, since the next run
 * would find other boundaries: how often the loops look differs.
 */
async function makePlan(postgresUrl: string): Promise<Experiment[]> {
  const { seed, count, compound, folder } = wish;
  const recorded = await record(postgresUrl);
  const singles = recorded.flatMap(singleFaults);
  const chosen = sampleOf(singles, { seed, count: count ?? singles.length });
  const plan = [...compoundFaults(recorded, { seed, count: compound }), ...chosen];
  await writeFile(join(folder, PLAN), JSON.stringify(plan));
  say(
    `${singles.length} single faults at ${recorded.map(({ seen }) => seen.length).join(" and ")} boundaries`,
  );
  return plan;
}

async function readPlan(): Promise<Experiment[]> {
  return JSON.parse(await readFile(join(wish.folder, PLAN), "utf8")) as Experiment[];
}

async function record(postgresUrl: string): Promise<Recorded[]> {
  const template = await makeTemplate(postgresUrl);
  const recorded: Recorded[] = [];
  for (const story of Object.keys(STORIES) as StoryName[]) {
    const { seen, violations } = await runOne(template, { story });
    if (violations.length > 0)
      throw new Error(`the story "${story}" is not sound by itself: ${violations.join("; ")}`);
    recorded.push({ story, seen });
  }
  await template.drop();
  return recorded;
}

/** What did not come to its end in time beside others is a failure when it does not do so alone either. */
async function repeatAlone(postgresUrl: string, sum: Summary): Promise<void> {
  if (sum.late.length === 0) return;
  const template = await makeTemplate(postgresUrl);
  for (const { experiment } of sum.late.splice(0)) {
    for (let tries = 1; tries <= REPEATS; tries++) {
      const outcome = await runOne(template, experiment);
      sum.repeat(await toldOf({ experiment, outcome }, join(wish.folder, "failures")));
    }
  }
  await template.drop();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
