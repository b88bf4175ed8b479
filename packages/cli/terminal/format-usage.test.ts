// What was used, in few words.
import { NO_USAGE } from "@makima/core/usage";
import { expect, test } from "vitest";
import { formatDollars, formatTokens, formatUsage } from "./format-usage.ts";

test("counts grow into thousands and millions, and never to a thousand thousands", () => {
  expect([0, 999, 1_000, 12_449, 999_949, 999_950, 3_100_000].map(formatTokens)).toEqual([
    "0",
    "999",
    "1.0 k",
    "12.4 k",
    "999.9 k",
    "1.0 M",
    "3.1 M",
  ]);
});

test("money is told in cents, and less than one as that", () => {
  expect([0, 0.004, 0.01, 12.345].map(formatDollars)).toEqual(["$0", "<$0.01", "$0.01", "$12.35"]);
});

test("a usage is one line, and none where no turn has ended", () => {
  const usage = {
    ...NO_USAGE,
    inputTokens: 12_000,
    cacheReadTokens: 400,
    costUsd: 0.42,
    durationMs: 185_000,
    turns: 4,
  };
  expect(formatUsage(usage)).toBe("12.4 k tokens, $0.42, 3 min 5 s in 4 turns");
  expect(formatUsage({ ...usage, turns: 1 })).toMatch(/in 1 turn$/);
  expect(formatUsage(NO_USAGE)).toBe("");
});
