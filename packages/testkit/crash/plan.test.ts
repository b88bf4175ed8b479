// The plan of experiments: what can happen at a boundary, the same choice for the same seed, and lines that can be given back.
import { expect, test } from "vitest";
import { canHappen, parseMode } from "./fault.ts";
import { compoundFaults, describe, nextPoints, pointsOf, sampleOf, singleFaults } from "./plan.ts";

const RECORDED = {
  story: "answered at once" as const,
  seen: [
    "begin#1",
    "lock-contract/insert-events#1",
    "lock-contract/commit#1",
    "daemon: process started#1",
    "due-tasks#3",
    "due-tasks#4",
  ],
};

test("a lone read counts a few times, what is in a transaction and the daemon's own instants always", () => {
  expect(pointsOf(RECORDED)).toEqual(RECORDED.seen.slice(0, 5));
});

test("PostgreSQL says no serialization failure to BEGIN, to a lone read, or after a COMMIT", () => {
  const kind = "serialization failure";
  expect(canHappen("begin#1", { side: "before", kind })).toBe(false);
  expect(canHappen("due-tasks#1", { side: "reply", kind })).toBe(false);
  expect(canHappen("lock-contract/commit#1", { side: "before", kind })).toBe(true);
  expect(canHappen("lock-contract/commit#1", { side: "reply", kind })).toBe(false);
});

test("the same seed chooses the same, and another seed something else", () => {
  const singles = singleFaults(RECORDED);
  const chosen = sampleOf(singles, { seed: 1, count: 10 });
  expect(chosen).toEqual(sampleOf(singles, { seed: 1, count: 10 }));
  expect(chosen).not.toEqual(sampleOf(singles, { seed: 2, count: 10 }));
  expect(compoundFaults([RECORDED], { seed: 1, count: 5 })).toEqual(
    compoundFaults([RECORDED], { seed: 1, count: 5 }),
  );
});

test("a boundary that was reached is tried once more often, until it is not", () => {
  const reached = singleFaults(RECORDED).filter(
    ({ fault }) => fault?.point === "lock-contract/insert-events#1",
  );
  const next = nextPoints(reached, new Set());
  expect(new Set(next.map(({ fault }) => fault?.point))).toEqual(new Set(["lock-contract/insert-events#2"]));
  expect(nextPoints(reached, new Set(next.map(describe)))).toEqual([]);
});

test("an experiment is told as the runner takes it", () => {
  const later = { after: 4, side: "reply" as const, kind: "daemon killed" as const };
  const fault = { point: "lock-contract/commit#1", side: "before" as const, kind: "server killed" as const };
  expect(describe({ story: "answered at once", fault, later })).toBe(
    "--story 'answered at once' --point 'lock-contract/commit#1' --mode before/server-killed --then 4/reply-lost/daemon-killed",
  );
  expect(parseMode("reply-lost/daemon-killed")).toEqual({ side: "reply", kind: "daemon killed" });
  expect(() => parseMode("before/rain")).toThrow("there is no mode before/rain");
});
