// How a budget stands, and what a person can make of one that is spent.
import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_USAGE } from "../usage/usage.ts";
import { budgetChoices, levelsOf, standingOf, tellBudget, tellLevels } from "./budget.ts";

const used = (usage: Partial<typeof NO_USAGE>) => ({ ...NO_USAGE, ...usage });
const standing = (budget: object, usage: Partial<typeof NO_USAGE>) =>
  standingOf(levelsOf(budget, used(usage)));

test.each([
  [{ tokens: 100 }, { inputTokens: 79 }, "within"],
  [{ tokens: 100 }, { inputTokens: 40, cacheReadTokens: 40 }, "near"],
  [{ tokens: 100 }, { outputTokens: 100 }, "spent"],
  [{ dollars: 0.5 }, { costUsd: 0.4 }, "near"],
  [{ dollars: 0.5 }, { costUsd: 0.6 }, "spent"],
  [{ minutes: 1 }, { durationMs: 59_999 }, "near"],
  [{ minutes: 1 }, { durationMs: 60_000 }, "spent"],
  [{ minutes: 10, dollars: 1 }, { durationMs: 60_000, costUsd: 1 }, "spent"],
  [{}, { inputTokens: 1_000_000 }, "within"],
])("%o with %o is %s", (budget, usage, wanted) => {
  expect(standing(budget, usage)).toBe(wanted);
});

test("it is told by what is near or spent", () => {
  const levels = levelsOf(
    { tokens: 100, dollars: 10, minutes: 60 },
    used({ inputTokens: 10, costUsd: 8.1, durationMs: 3_600_000 }),
  );
  expect(tellLevels(levels)).toBe("8.10 of 10 dollars, 60 of 60 minutes");
  expect(tellBudget({ tokens: 5, minutes: 2 })).toBe("5 tokens, 2 minutes");
});

test("only what is spent is raised, and each choice says to what", () => {
  expect(budgetChoices({ dollars: 10, minutes: 60 }, used({ costUsd: 10, durationMs: 60_000 }))).toEqual([
    { choice: "raise it to 15 dollars, 60 minutes", do: "set", budget: { dollars: 15, minutes: 60 } },
    { choice: "raise it to 20 dollars, 60 minutes", do: "set", budget: { dollars: 20, minutes: 60 } },
    { choice: "go on without a budget", do: "set", budget: null },
    { choice: "cancel the contract", do: "cancel" },
  ]);
});

test("whatever was used, a raise makes room for more", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: 0, max: 1e9 }),
      fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      fc.double({ min: 0, max: 1e4, noNaN: true }),
      (tokens, inputTokens, dollars, costUsd) => {
        const usage = used({ inputTokens, costUsd });
        const standings = budgetChoices({ tokens, dollars }, usage).flatMap((choice) =>
          choice.do === "set" && choice.budget !== null ? [standingOf(levelsOf(choice.budget, usage))] : [],
        );
        expect(standings).toHaveLength(2);
        expect(standings).not.toContain("spent");
      },
    ),
  );
});
