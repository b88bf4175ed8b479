// What has to happen now and then in a run of many experiments, so that its green means something: a count that stays 0 is a failure.
import type { Evidence } from "../history/evidence.ts";
import { type Experiment, type Outcome } from "./experiment.ts";
import { FAULTS } from "./fault.ts";

export type Counts = Record<string, number>;

export const noCounts = (): Counts =>
  Object.fromEntries(
    [...FAULTS.map((kind) => `fault: ${kind}`), ...SEEN.map(([name]) => name)].map((name) => [name, 0]),
  );

/** Adds what one experiment has shown. */
export function count(counts: Counts, { fault, later }: Experiment, outcome: Outcome): void {
  if (fault !== undefined && outcome.fired > 0) add(counts, `fault: ${fault.kind}`, 1);
  if (later !== undefined && outcome.fired > 1) add(counts, `fault: ${later.kind}`, 1);
  for (const [name, countIn] of SEEN) add(counts, name, countIn(outcome.evidence, outcome));
}

/** The names of what never happened. */
export const missing = (counts: Counts): string[] =>
  Object.entries(counts).flatMap(([name, times]) => (times === 0 ? [name] : []));

const add = (counts: Counts, name: string, times: number): void => {
  counts[name] = (counts[name] ?? 0) + times;
};

type CountIn = (evidence: Evidence, outcome: Outcome) => number;

const SEEN: readonly [name: string, countIn: CountIn][] = [
  [
    "a double answer got 409",
    ({ clients }) => clients.filter(({ code }) => code === "ALREADY_ANSWERED").length,
  ],
  ["a restoration was done", ({ restorations }) => restorations.length],
  ["a session was loaded", ({ agentLog }) => agentLog.filter(({ kind }) => kind === "load").length],
  [
    "a conversation was rebuilt",
    ({ spools }) =>
      recordsOf(spools).filter((one) => one.kind === "run_started" && one.rung === "told").length,
  ],
  ["a run was parked", ({ runs }) => runs.filter(({ endReason }) => endReason === "parked").length],
  ["a call was adopted", ({ calls }) => calls.filter(({ isAdopted }) => isAdopted).length],
  ["a stale epoch was refused", countRefused],
  [
    "a cursor was resumed from",
    ({ streams }) => streams.reduce((sum, { resumes }) => sum + resumes.length, 0),
  ],
  ["a compound crash happened", (_evidence, { fired }) => (fired > 1 ? 1 : 0)],
];

const recordsOf = (spools: Evidence["spools"]) => spools.flatMap(({ records }) => records);

/** Calls that a run had on its disk and that came when a newer run had begun. */
function countRefused({ spools, calls }: Evidence): number {
  const stored = new Set(calls.map(({ callKey }) => callKey));
  return recordsOf(spools).filter((one) => one.kind === "tool_call" && !stored.has(one.callKey)).length;
}
