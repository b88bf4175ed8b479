// One thread of a simulation: its own database, and one schedule after the other.
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { openPlannedDatabase } from "@makima/testkit/simulation/open-planned-database";
import { runSchedule, type ScheduleReport } from "@makima/testkit/simulation/run-schedule";
import { serveThread } from "../ports/workers.ts";

export type Order = { seeds: readonly number[]; twice: readonly number[]; withTrace: boolean };

export type Outcome = Pick<ScheduleReport, "seed" | "violations" | "counters"> & {
  steps: number;
  /** only of a failure, or when it was asked for */
  trace: readonly string[];
};

// Enough for two machines; what is signed with them does not come into the trace.
const keys = [newDaemonKey(), newDaemonKey()];
const opened = openPlannedDatabase(keys);

serveThread<Order, Outcome[]>(async ({ seeds, twice, withTrace }) => {
  const database = await opened;
  const outcomes: Outcome[] = [];
  for (const seed of seeds) {
    const first = await runSchedule({ seed, database, keys });
    const differences = twice.includes(seed)
      ? differencesOf(first, await runSchedule({ seed, database, keys, daemonsOffMs: A_DAY_MS }))
      : [];
    const violations = [...first.violations, ...differences];
    const trace = violations.length > 0 || withTrace ? first.trace : [];
    outcomes.push({ seed, violations, counters: first.counters, steps: first.trace.length, trace });
  }
  return outcomes;
});

const A_DAY_MS = 86_400_000;

/** The same seed has to give the same trace, or no failure could be had again; and it has to with other clocks on the daemons' machines. */
function differencesOf(first: ScheduleReport, again: ScheduleReport): string[] {
  const place = first.trace.findIndex((line, index) => line !== again.trace[index]);
  if (place < 0 && first.trace.length === again.trace.length) return [];
  return [
    `M3: at step ${place} the same seed went on once with "${first.trace[place]}" and, its daemons' clocks a day off, with ` +
      `"${again.trace[place]}" (where it does so with the same clocks too, the harness failed)`,
  ];
}
