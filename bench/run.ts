// `npm run bench`: every scenario beside its peer, on one PostgreSQL of this run; `npm run bench -- p1 p5` runs those alone.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "@makima/postgres";
import { installLocked } from "../tools/install-locked.ts";
import { postgresVersion } from "./create-database.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { timestamp } from "./ports/clock.ts";
import { runShown } from "./ports/run-program.ts";
import { isMissed, type Result, tabulate, writeResult } from "./report.ts";
import type { Figure } from "./scenario.ts";
import { scenarioNames } from "./scenario-names.ts";

const { values, positionals } = parseArgs({
  options: { "load-seconds": { type: "string", default: "20" } },
  allowPositionals: true,
});
process.exit(await run(chosen(positionals)));

/** 1 when a goal was missed or a scenario could not run. */
async function run(names: readonly string[]): Promise<number> {
  await installLocked(import.meta.dirname);
  const folder = await mkdtemp(join(tmpdir(), "makima-bench-"));
  // As shipped: fsync, synchronous_commit and full_page_writes are on.
  const postgres = await startPostgres({ home: join(folder, "database") });
  try {
    const machine = describeMachine(await postgresVersion(postgres.url));
    say(`${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.system}, load ${machine.load}`);
    say(`Node ${machine.node}, PostgreSQL ${machine.postgres}, fsync and synchronous_commit on`);
    const results: Result[] = [];
    let failed = 0;
    for (const name of names) {
      const result = await runOne({ name, folder, postgresUrl: postgres.url, machine });
      if (result === null) failed += 1;
      else results.push(result);
    }
    say("", ...tabulate(results));
    for (const { figures } of results)
      for (const { note } of figures) if (note !== undefined) say(`  ${note}`);
    const missed = results.flatMap(({ figures }) => figures).filter(isMissed).length;
    say("", `${missed} goals missed, ${failed} scenarios failed.`);
    return missed + failed === 0 ? 0 : 1;
  } finally {
    await postgres.stop("fast");
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null when it could not run; its reason is on stderr. */
async function runOne(one: {
  name: string;
  folder: string;
  postgresUrl: string;
  machine: Machine;
}): Promise<Result | null> {
  const { name, folder, postgresUrl, machine } = one;
  say(`── ${name}`);
  const file = join(folder, `${name}.json`);
  const program = join(import.meta.dirname, "run-scenario.ts");
  const args = [program, name, file, postgresUrl, values["load-seconds"]];
  if ((await runShown({ command: process.execPath, args })) !== 0) return null;
  const found = JSON.parse(await readFile(file, "utf8")) as { sentence: string; figures: Figure[] };
  const result = { name, ...found, machine, measuredAt: timestamp() };
  await writeResult(result);
  say(...tabulate([result]).slice(1));
  return result;
}

/** A name, or the beginning of one; ends the program when there is no such scenario. */
function chosen(words: readonly string[]): string[] {
  const names = scenarioNames();
  const unknown = words.find((word) => !names.some((name) => isMeant(word, name)));
  if (unknown !== undefined) {
    say(`There is no scenario ${unknown}. There are: ${names.join(", ")}`);
    process.exit(2);
  }
  return words.length === 0 ? names : names.filter((name) => words.some((word) => isMeant(word, name)));
}

function isMeant(word: string, name: string): boolean {
  const wanted = word.toLowerCase();
  return name === wanted || name.startsWith(`${wanted}-`);
}

function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
