// The same figures whichever agent told them.
import { expect, test } from "vitest";
import { NO_USAGE, tokensOf, usageOfTurn } from "./usage.ts";

const of = (told: Record<string, number>) => usageOfTurn(told, { durationMs: 1_500.4 });
const turn = { ...NO_USAGE, durationMs: 1_500, turns: 1 };

test.each([
  [
    "our own names",
    { inputTokens: 5, outputTokens: 7, cacheReadTokens: 2, cacheWriteTokens: 3, costUsd: 0.25 },
    { inputTokens: 5, outputTokens: 7, cacheReadTokens: 2, cacheWriteTokens: 3, costUsd: 0.25 },
  ],
  [
    "Anthropic's",
    { input_tokens: 5, output_tokens: 7, cache_read_input_tokens: 2, cache_creation_input_tokens: 3 },
    { inputTokens: 5, outputTokens: 7, cacheReadTokens: 2, cacheWriteTokens: 3 },
  ],
  [
    "OpenAI's, whose input holds what was cached",
    { inputTokens: 10, cachedInputTokens: 4, outputTokens: 7, reasoningOutputTokens: 3, totalTokens: 17 },
    { inputTokens: 6, cacheReadTokens: 4, outputTokens: 7 },
  ],
  [
    "ACP's, whose thoughts are beside the output",
    { inputTokens: 1, outputTokens: 2, thoughtTokens: 3 },
    { inputTokens: 1, outputTokens: 5 },
  ],
  ["more cached than read", { inputTokens: 1, cachedInputTokens: 9 }, { cacheReadTokens: 1 }],
  ["the sum alone", { totalTokens: 12 }, { inputTokens: 12 }],
  ["what is no usage", { contextUsed: 100, contextSize: 1_000, costEur: 3 }, {}],
  ["what is no count", { inputTokens: Number.NaN, outputTokens: -5, costUsd: Number.POSITIVE_INFINITY }, {}],
])("%s", (_what, told, wanted) => {
  expect(of(told)).toEqual({ ...turn, ...wanted });
});

test("a time that ran backwards is none", () => {
  expect(usageOfTurn({}, { durationMs: -3 }).durationMs).toBe(0);
});

test("tokens are all of them", () => {
  expect(
    tokensOf({ ...turn, inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 }),
  ).toBe(10);
});
