// `npm run simulate -- --schedules N --seed S --workers K [--minutes M]`: many schedules of the simulated system. With --only it runs the one of that seed
// and prints its trace. Exit code 1 when an invariant was broken, or something that must happen sometimes never did.
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { runSimulation, type SimulationSummary } from "./simulation/run-simulation.ts";

/** Fewer schedules than this need not have seen everything. */
const ENOUGH = 2_000;

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string" },
    workers: { type: "string", default: String(availableParallelism()) },
    only: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const whole = (name: "schedules" | "seed" | "workers"): number => {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} takes a whole number, and this is ${values[name]}`);
};

/** lines of a trace */
const MOST_TOLD = 2_000;
const TOLD_EVERY_SECONDS = 10;
let lastTold = 0;
const summary = await runSimulation({
  seed: whole("seed"),
  schedules: values.only ? 1 : whole("schedules"),
  workers: values.only ? 1 : whole("workers"),
  ...(values.minutes === undefined ? {} : { limitMs: Number(values.minutes) * 60_000 }),
  withTrace: values.only,
  failed: ({ again, violations }) => say(`FAILED ${again}: ${violations[0] ?? ""}`),
  progress: ({ done, failed, perSecond, seconds }) => {
    if (seconds - lastTold < TOLD_EVERY_SECONDS) return;
    lastTold = seconds;
    say(`${done} schedules, ${failed} failed, ${perSecond.toFixed(1)} a second`);
  },
});
tell(summary);
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify(withoutTraces(summary), null, 2)}\n`);
const isBlind = summary.schedules >= ENOUGH && summary.never.length > 0;
process.exitCode = summary.failures.length > 0 || isBlind ? 1 : 0;

function tell({
  failures,
  never,
  schedules,
  seconds,
  perSecond,
  runTwice,
  counters,
  steps,
}: SimulationSummary): void {
  for (const { violations, trace, again } of failures.slice(0, 10)) {
    for (const line of trace.slice(-MOST_TOLD)) say(`  ${line}`);
    for (const violation of violations) say(violation);
    say(again);
  }
  for (const { seed, violations } of failures.slice(10)) say(`seed ${seed}: ${violations[0] ?? ""}`);
  for (const [what, count] of Object.entries(counters).toSorted(([one], [other]) => one.localeCompare(other)))
    say(`${String(count).padStart(9)}  ${what}`);
  if (schedules >= ENOUGH) for (const what of never) say(`NEVER HAPPENED: ${what}`);
  say(
    `${schedules} schedules of ${Math.round(steps / Math.max(1, schedules))} steps in ${seconds.toFixed(0)} s (${perSecond.toFixed(1)} a second), ` +
      `${runTwice} of them twice, ${failures.length} failed.`,
  );
}

function withoutTraces({ failures, ...rest }: SimulationSummary): object {
  return { ...rest, failures: failures.map(({ seed, violations, again }) => ({ seed, violations, again })) };
}
