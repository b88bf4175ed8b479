// What a scenario found: written as JSON, and shown as a table that says which goal was met.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Machine } from "./machine.ts";
import type { Figure, Goal, Scenario } from "./scenario.ts";

export type Result = Pick<Scenario, "name" | "sentence"> & {
  machine: Machine;
  measuredAt: string;
  figures: readonly Figure[];
};

const FOLDER = join(import.meta.dirname, "results");

export async function writeResult(result: Result): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

export function isMissed({ value, goal }: Figure): boolean {
  if (goal === undefined) return false;
  return "atMost" in goal ? !(value <= goal.atMost) : !(value >= goal.atLeast);
}

/** The lines of a table. */
export function tabulate(results: readonly Result[]): string[] {
  const rows = results.flatMap(({ name, figures }) =>
    figures.map((figure, index) => [
      index === 0 ? name : "",
      figure.what,
      show(figure.value, figure.unit),
      figure.peer === undefined ? "" : `${show(figure.peer.value, figure.unit)} ${figure.peer.name}`,
      figure.goal === undefined ? "" : showGoal(figure.goal),
      figure.goal === undefined ? "" : isMissed(figure) ? "MISSED" : "met",
    ]),
  );
  const all = [["scenario", "measure", "makima", "peer", "goal", ""], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function show(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit === "" || unit === "×" ? unit : ` ${unit}`}`;
}

const showGoal = (goal: Goal): string => ("atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`);
