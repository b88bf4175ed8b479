// Divides experiments among worker processes and gathers what they tell, whatever becomes of a worker.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Experiment } from "@makima/testkit/crash/experiment";
import { describe } from "@makima/testkit/crash/plan";
import { monotonicMs } from "@makima/testkit/ports/clock";
import { startProgram } from "@makima/testkit/ports/start-program";
import type { Wish } from "./arguments.ts";
import type { Summary } from "./summary.ts";
import { keepTold, parseTold, type Told } from "./told.ts";

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));
/** Of the workers of one place, until nobody goes on there. */
const MOST_LOSSES = 5;
/** What a worker does before another goes on: servers that were killed in it leave their memory behind, some 2 MB an experiment. */
const PORTION = 300;

type Run = { postgresUrl: string; wish: Wish; endMs: number; sum: Summary };

/** Gives the experiments whose fault came about. */
export async function runPlan(experiments: readonly Experiment[], run: Run): Promise<Experiment[]> {
  const { wish, endMs, sum } = run;
  const reached: Experiment[] = [];
  const work = async (place: number): Promise<void> => {
    const planPath = join(wish.folder, `plan-${place}.json`);
    let left = experiments.filter((_experiment, index) => index % wish.workers === place);
    // After one that did not come to its end by itself another goes on with what it had not told.
    for (let losses = 0; left.length > 0 && losses < MOST_LOSSES && monotonicMs() < endMs; ) {
      const portion = left.slice(0, PORTION);
      await writeFile(planPath, JSON.stringify(portion));
      const told = await runWorker(planPath, run);
      if (told.length < portion.length) losses += 1;
      reached.push(...told.filter(({ fired }) => fired > 0).map(({ experiment }) => experiment));
      const done = new Set(told.map(({ experiment }) => describe(experiment)));
      left = left.filter((experiment) => !done.has(describe(experiment)));
    }
    const [first] = left;
    if (monotonicMs() >= endMs) sum.leave(left.length);
    else if (first !== undefined)
      sum.lose(`${left.length} experiments were not done, the first: ${describe(first)}`);
  };
  await Promise.all(Array.from({ length: wish.workers }, (_each, place) => work(place)));
  return reached;
}

/** What it told until its end, however it ended. */
async function runWorker(planPath: string, { postgresUrl, wish, endMs, sum }: Run): Promise<Told[]> {
  const program = startProgram(WORKER, {
    args: [planPath, join(wish.folder, "failures")],
    environment: { MAKIMA_TEST_DATABASE_URL: postgresUrl },
  });
  const all: Told[] = [];
  for await (const line of program.lines) {
    const told = parseTold(line);
    if (told === null) continue;
    sum.add(told);
    await keepTold(wish.folder, told);
    all.push(told);
    if (monotonicMs() >= endMs) program.kill("SIGKILL");
  }
  const code = await program.exited;
  if (code !== 0 && monotonicMs() < endMs)
    sum.lose(`a worker ended with ${code}: ${program.errors().slice(-2_000)}`);
  return all;
}
