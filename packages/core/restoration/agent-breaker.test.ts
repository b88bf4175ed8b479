// When a breaker opens, how it is tried again, and what leaves it as it is.
import { expect, test } from "vitest";
import { type Breaker, failStart, tellBreaker } from "./agent-breaker.ts";

const settings = { tasksToOpen: 3, windowMs: 60_000, firstPauseMs: 1_000, longestPauseMs: 3_000 };
const closed: Breaker = { status: "closed", failed: [] };

const failAll = (from: Breaker, ...taskIds: string[]): Breaker =>
  taskIds.reduce((breaker, taskId) => failStart(breaker, { taskId, sinceLastMs: 10 }, settings), from);

test("three tasks in a row open it, one task however often does not", () => {
  expect(failAll(closed, "a", "b")).toEqual({ status: "closed", failed: ["a", "b"] });
  expect(failAll(closed, "a", "a", "b", "a")).toEqual({ status: "closed", failed: ["b", "a"] });
  expect(failAll(closed, "a", "b", "c")).toEqual({ status: "open", openings: 1, pauseMs: 1_000 });
});

test("failures that lie far apart are not counted together", () => {
  const before = failAll(closed, "a", "b");
  for (const sinceLastMs of [null, 60_001])
    expect(failStart(before, { taskId: "c", sinceLastMs }, settings)).toEqual({
      status: "closed",
      failed: ["c"],
    });
  expect(failStart(before, { taskId: "c", sinceLastMs: 60_000 }, settings).status).toBe("open");
});

test("an open one stays as it is when starts fail that were under way", () => {
  const open: Breaker = { status: "open", openings: 2, pauseMs: 2_000 };
  expect(failAll(open, "d", "e")).toBe(open);
});

test("a probe that fails makes the pause longer, another task's failure does not", () => {
  const probing: Breaker = { status: "probing", openings: 1, probe: "a" };
  expect(failAll(probing, "b")).toBe(probing);
  expect(failAll(probing, "a")).toEqual({ status: "open", openings: 2, pauseMs: 2_000 });
  const late: Breaker = { status: "probing", openings: 7, probe: "a" };
  expect(failAll(late, "a")).toEqual({ status: "open", openings: 8, pauseMs: 3_000 });
});

test("people are told which agent, where, and with which words", () => {
  expect(tellBreaker({ agent: "claude", daemon: "box-1", detail: "no licence" })).toBe(
    "claude on box-1 fails to start, so it is tried with one task at a time: no licence",
  );
});
