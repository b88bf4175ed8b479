// Crashes at boundaries of a contract's life on a real PostgreSQL: a sample of what `npm run chaos:full` goes through.
import { type Experiment, STORIES, type StoryName } from "@makima/testkit/crash/experiment";
import {
  compoundFaults,
  describe as nameOf,
  type Recorded,
  sampleOf,
  singleFaults,
} from "@makima/testkit/crash/plan";
import { runBatch, runOne } from "@makima/testkit/crash/run-batch";
import { count, missing, noCounts } from "@makima/testkit/crash/sometimes";
import { makeTemplate, type Template } from "@makima/testkit/crash/template";
import { openTestPostgres } from "@makima/testkit/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";

const SEED = 20;
const SINGLE_FAULTS = 70;
const COMPOUND_FAULTS = 12;
const AT_ONCE = 4;

const postgres = await openTestPostgres();
let template: Template;
const recorded: Recorded[] = [];

beforeAll(async () => {
  template = await makeTemplate(postgres.url);
});

afterAll(async () => {
  await template.drop();
  await postgres.stop();
});

test.each(Object.keys(STORIES) as StoryName[])(
  "the story «%s» keeps all invariants by itself",
  async (story) => {
    const { violations, seen } = await runOne(template, { story });
    recorded.push({ story, seen });
    expect(violations).toEqual([]);
  },
);

test("a sample of all boundaries and faults, some of them two in a row, breaks no invariant", async () => {
  const singles = recorded.flatMap(singleFaults);
  const experiments: Experiment[] = [
    ...sampleOf(singles, { seed: SEED, count: SINGLE_FAULTS }),
    ...compoundFaults(recorded, { seed: SEED, count: COMPOUND_FAULTS }),
    ...CHOSEN,
  ];
  const counts = noCounts();
  const failures: string[] = [];
  await runBatch({
    template,
    experiments,
    atOnce: AT_ONCE,
    told: ({ experiment, outcome }) => {
      count(counts, experiment, outcome);
      if (outcome.violations.length > 0)
        failures.push(`npm run chaos:full -- ${nameOf(experiment)}\n  ${outcome.violations.join("\n  ")}`);
    },
  });
  expect(failures).toEqual([]);
  expect(missing(counts)).toEqual([]);
});

/** What a small sample may miss, and what was a fault once. */
const CHOSEN: Experiment[] = [
  // The run that was to bring the answer is lost before its agent is there.
  {
    story: "parked meanwhile",
    fault: { point: "daemon: command journaled: start_run#4", side: "before", kind: "daemon killed" },
  },
  {
    story: "answered at once",
    fault: { point: "daemon: command journaled: start_run#2", side: "before", kind: "daemon killed" },
  },
  {
    story: "answered at once",
    fault: {
      point: "daemon: record spooled: tool_call ask_question#1",
      side: "before",
      kind: "daemon killed",
    },
  },
  {
    story: "answered at once",
    fault: { point: "daemon: command journaled: tool_result#2", side: "before", kind: "daemon killed" },
  },
  {
    story: "short lease",
    fault: { point: "daemon: frame sent: messages#1", side: "before", kind: "daemon cut off" },
  },
  // The supervisor's question is on its way to the server when its run is lost: it asks again while the first one is open, and joins it.
  {
    story: "parked meanwhile",
    fault: {
      point: "daemon: record spooled: tool_call ask_question#1",
      side: "before",
      kind: "daemon killed",
    },
  },
  {
    story: "parked meanwhile",
    fault: { point: "lock-contract-of-task/insert-segment#1", side: "reply", kind: "daemon killed" },
    later: { after: 1, side: "reply", kind: "daemon killed" },
  },
];
