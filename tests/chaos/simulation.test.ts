// The system simulated in this process: many schedules with faults, each from a seed of its own, and a model of questions and answers whose
// failing runs are shrunk to the few commands that matter.
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { openPlannedDatabase } from "@makima/testkit/simulation/open-planned-database";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { commandsOfPeople, openModel } from "./simulation/question-commands.ts";
import { runSimulation } from "./simulation/run-simulation.ts";

const ROOT_SEED = 100_000;
/** Begun within the time are as many as the machine can do; the seeds are the same on each. */
const LIMIT_MS = 75_000;
const MOST = 800;
/** With fewer, something rare may not have come up. */
const ENOUGH = 2_000;

test("many schedules with faults keep every invariant", async () => {
  const summary = await runSimulation({ seed: ROOT_SEED, schedules: MOST, workers: 2, limitMs: LIMIT_MS });
  const { schedules, failures, perSecond, never } = summary;
  process.stdout.write(
    `${schedules} schedules from seed ${ROOT_SEED} on, ${perSecond.toFixed(1)} a second, ${failures.length} failed\n`,
  );
  expect(failures.map(({ again, violations }) => ({ again, violations }))).toEqual([]);
  expect(schedules).toBeGreaterThan(0);
  expect(schedules >= ENOUGH ? never : []).toEqual([]);
});

const keys = [newDaemonKey(), newDaemonKey()];
const database = await openPlannedDatabase(keys);
afterAll(() => database.close());

test("the first answer wins and reaches its agent once, whatever is killed between", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1_000_000 }), commandsOfPeople, async (seed, commands) => {
      const opened = await openModel({ seed, database, keys });
      try {
        await fc.asyncModelRun(() => opened, commands);
        expect(await opened.real.end()).toEqual([]);
      } finally {
        opened.real.close();
      }
    }),
    { numRuns: 40, seed: ROOT_SEED, endOnFailure: false },
  );
});
