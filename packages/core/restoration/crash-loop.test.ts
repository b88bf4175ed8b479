// The pauses between tries, and when a person has to look.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decideCrash, doublingPauseMs } from "./crash-loop.ts";

const settings = { holdAfter: 5, firstPauseMs: 500, longestPauseMs: 3_000 };

test("the pause doubles up to the longest, and the fifth loss in a row is a person's matter", () => {
  expect([1, 2, 3, 4, 5, 6].map((crashes) => decideCrash(crashes, settings))).toEqual([
    { kind: "retry", afterMs: 500 },
    { kind: "retry", afterMs: 1_000 },
    { kind: "retry", afterMs: 2_000 },
    { kind: "retry", afterMs: 3_000 },
    { kind: "hold" },
    { kind: "hold" },
  ]);
});

test("a setting of one holds at the first loss", () => {
  expect(decideCrash(1, { ...settings, holdAfter: 1 })).toEqual({ kind: "hold" });
});

test("no pause is longer than the longest or shorter than the first, however often it failed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (nth) => {
      const pauseMs = doublingPauseMs(nth, settings);
      expect(pauseMs).toBeGreaterThanOrEqual(settings.firstPauseMs);
      expect(pauseMs).toBeLessThanOrEqual(settings.longestPauseMs);
    }),
  );
});
