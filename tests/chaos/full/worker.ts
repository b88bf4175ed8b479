// One of the processes that `npm run chaos:full` divides its experiments among: reads them from a file, tells each result as a line of JSON.
import { readFile } from "node:fs/promises";
import type { Experiment } from "@makima/testkit/crash/experiment";
import { runBatch } from "@makima/testkit/crash/run-batch";
import { makeTemplate } from "@makima/testkit/crash/template";
import { openTestPostgres } from "@makima/testkit/postgres";
import { toldOf } from "./told.ts";

/** A waiting experiment costs nothing, so that two keep a core busy; more only make each of them late. */
const AT_ONCE = 2;

const [planPath = "", folder = ""] = process.argv.slice(2);
const experiments = JSON.parse(await readFile(planPath, "utf8")) as Experiment[];
const postgres = await openTestPostgres();
const template = await makeTemplate(postgres.url);
await runBatch({
  template,
  experiments,
  atOnce: AT_ONCE,
  told: async (done) => {
    process.stdout.write(`${JSON.stringify(await toldOf(done, folder))}\n`);
  },
});
await template.drop();
// Servers that were killed may still hold timers: all that they were to do is done.
process.exit(0);
