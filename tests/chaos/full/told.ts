// What a worker tells of an experiment that is done, and the file of all that was told, from which a run goes on.
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Experiment } from "@makima/testkit/crash/experiment";
import { keepEvidence } from "@makima/testkit/crash/kept-evidence";
import type { Done } from "@makima/testkit/crash/run-batch";
import { type Counts, count, noCounts } from "@makima/testkit/crash/sometimes";

export type Told = {
  experiment: Experiment;
  violations: string[];
  fired: number;
  counts: Counts;
  /** where the evidence of a failure is kept */
  evidence: string | null;
};

/** Keeps the evidence of a failure in the folder. */
export async function toldOf(done: Done, folder: string): Promise<Told> {
  const { experiment, outcome } = done;
  const { violations, fired } = outcome;
  const counts = noCounts();
  count(counts, experiment, outcome);
  const evidence = violations.length === 0 ? null : await keepEvidence(folder, done);
  return { experiment, violations, fired, counts, evidence };
}

export const keepTold = (folder: string, told: Told): Promise<void> =>
  appendFile(fileIn(folder), `${JSON.stringify(told)}\n`);

/** All that earlier runs with this folder were told to be well. What was not is done again. */
export async function readTold(folder: string): Promise<Told[]> {
  const text = await readFile(fileIn(folder), "utf8");
  return text
    .split("\n")
    .flatMap((line) => parseTold(line) ?? [])
    .filter(({ violations }) => violations.length === 0);
}

/** Null for a line that was cut off by its writer's end: its experiment is done again. */
export function parseTold(line: string): Told | null {
  try {
    return JSON.parse(line) as Told;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

const fileIn = (folder: string): string => join(folder, "told.ndjson");
