// Evidence of a failure is kept whole: checked again it says what it said, and nothing when the fault is taken out of it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Evidence } from "../history/evidence.ts";
import { GOOD } from "../history/good-history.ts";
import { keepEvidence, recheck } from "./kept-evidence.ts";

const outcomeOf = (evidence: Evidence) => ({
  violations: [],
  seen: [],
  recovery: 0,
  fired: 1,
  tookMs: 0,
  evidence,
});

test("kept evidence is checked again by the checks of today", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mk-kept-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const fault = { point: "lock-contract/commit#1", side: "before" as const, kind: "server killed" as const };
  const experiment = { story: "answered at once" as const, fault };
  await keepEvidence(folder, { experiment, outcome: outcomeOf({ ...GOOD, locks: ["/mirror/index.lock"] }) });
  const again = { ...experiment, fault: { ...fault, point: "lock-contract/commit#2" } };
  await keepEvidence(folder, { experiment: again, outcome: outcomeOf(GOOD) });
  expect((await recheck(folder)).map(({ violations }) => violations)).toEqual([
    ["G8: a lock was left behind: /mirror/index.lock"],
    [],
  ]);
});
