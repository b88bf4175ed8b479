// A budget as its options name it.
import type { Budget } from "@makima/core/budget";
import type { Command } from "commander";
import { usageError } from "./cli-error.ts";

export type BudgetOptions = { budgetTokens?: string; budgetDollars?: string; budgetMinutes?: string };

export const budgetOptions = (command: Command): Command =>
  command
    .option("--budget-tokens <count>", "pause and ask once so many tokens are used, those from caches too")
    .option("--budget-dollars <amount>", "pause and ask once so much is spent")
    .option("--budget-minutes <minutes>", "pause and ask once turns took so long, of all agents together");

/** Undefined where none is named. Throws a usage error for what is no positive number. */
export function readBudget(options: BudgetOptions): Budget | undefined {
  const budget = {
    ...limit("tokens", options.budgetTokens),
    ...limit("dollars", options.budgetDollars),
    ...limit("minutes", options.budgetMinutes),
  };
  return Object.keys(budget).length === 0 ? undefined : budget;
}

function limit(measure: "tokens" | "dollars" | "minutes", given: string | undefined): Budget {
  if (given === undefined) return {};
  const value = Number(given);
  const isWrong = !Number.isFinite(value) || value <= 0 || (measure === "tokens" && !Number.isInteger(value));
  if (isWrong) throw usageError(`"${given}" is no budget of ${measure}`, "give a number greater than 0");
  return { [measure]: value };
}
