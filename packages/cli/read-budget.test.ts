// Budgets as people write them.
import { expect, test } from "vitest";
import { readBudget } from "./read-budget.ts";

test("each measure that is named is a limit, and none named is no budget", () => {
  expect(readBudget({ budgetTokens: "5000000", budgetDollars: "2.5" })).toEqual({
    tokens: 5_000_000,
    dollars: 2.5,
  });
  expect(readBudget({ budgetMinutes: "90" })).toEqual({ minutes: 90 });
  expect(readBudget({})).toBeUndefined();
});

test.each([
  { budgetTokens: "1.5" },
  { budgetDollars: "0" },
  { budgetMinutes: "-1" },
  { budgetDollars: "ten" },
])("%o is refused", (options) => {
  expect(() => readBudget(options)).toThrow(/is no budget of/);
});
