// `npm run chaos:full`: every boundary of each story with every fault, by several processes, with a summary in words and as a file.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
import { startProgram } from "@makima/testkit/ports/start-program";
import { openTestPostgres } from "@makima/testkit/postgres";
import { readWish, type Wish } from "./arguments.ts";
import { Summary } from "./summary.ts";
import type { Told } from "./told.ts";

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));
/** Of the workers of one place, until nobody goes on there. */
const MOST_LOSSES = 5;

const wish = readWish(process.argv.slice(2));
process.exitCode = (await run(wish)) ? 0 : 1;
process.exit();

async function run({ recheck: folder, single }: Wish): Promise<boolean> {
  if (folder !== null) return sayRecheck(folder);
  const postgres = await openTestPostgres();
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
  const recorded = await record(postgresUrl);
  const singles = recorded.flatMap(singleFaults);
  const { seed, count, compound } = wish;
  const chosen = count === null ? singles : sampleOf(singles, { seed, count });
  const sum = new Summary({ begunMs, seed, folder: wish.folder, say });
  let next = [...chosen, ...compoundFaults(recorded, { seed, count: compound })];
  say(
    `${singles.length} single faults at ${recorded.map(({ seen }) => seen.length).join(" and ")} boundaries; ${next.length} experiments, seed ${seed}`,
  );
  while (next.length > 0) {
    const reached = await runPlan(postgresUrl, next, sum);
    // A fault may bring a boundary that the quiet story does not reach: on until one is not reached.
    next = count === null ? nextPoints(reached, sum.tried) : [];
  }
  return sum.finish();
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

/** Gives the experiments whose fault came about. */
async function runPlan(postgresUrl: string, experiments: Experiment[], sum: Summary): Promise<Experiment[]> {
  const { folder, workers } = wish;
  await mkdir(folder, { recursive: true });
  const reached: Experiment[] = [];
  const work = async (place: number): Promise<void> => {
    const planPath = join(folder, `plan-${place}.json`);
    let left = experiments.filter((_experiment, index) => index % workers === place);
    // One that came to its end by itself leaves nothing; after one that did not, another goes on with what it had not told.
    for (let losses = 0; left.length > 0 && losses < MOST_LOSSES; losses++) {
      await writeFile(planPath, JSON.stringify(left));
      const told = await runWorker(postgresUrl, { planPath, sum });
      reached.push(...told.filter(({ fired }) => fired > 0).map(({ experiment }) => experiment));
      const done = new Set(told.map(({ experiment }) => describe(experiment)));
      left = left.filter((experiment) => !done.has(describe(experiment)));
    }
    if (left.length > 0) sum.lose(`${left.length} experiments were not done, the first: ${firstOf(left)}`);
  };
  await Promise.all(Array.from({ length: workers }, (_each, place) => work(place)));
  return reached;
}

/** What it told until its end, however it ended. */
async function runWorker(
  postgresUrl: string,
  { planPath, sum }: { planPath: string; sum: Summary },
): Promise<Told[]> {
  const program = startProgram(WORKER, {
    args: [planPath, join(wish.folder, "failures")],
    environment: { MAKIMA_TEST_DATABASE_URL: postgresUrl },
  });
  const all: Told[] = [];
  for await (const line of program.lines) {
    const told = readTold(line);
    if (told === null) continue;
    sum.add(told);
    all.push(told);
  }
  const code = await program.exited;
  if (code !== 0) sum.lose(`a worker ended with ${code}: ${program.errors().slice(-2_000)}`);
  return all;
}

/** Null for a line that was cut off by its writer's end: its experiment is done again. */
function readTold(line: string): Told | null {
  try {
    return JSON.parse(line) as Told;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

const firstOf = ([first]: readonly Experiment[]): string => (first === undefined ? "" : describe(first));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
