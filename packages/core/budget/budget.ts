// What a contract with all its tasks may use, and what follows when it comes near that or reaches it: a warning, then a pause and a question.
// No work is broken off for it: a turn that runs ends by itself.
import { tokensOf, type Usage } from "../usage/usage.ts";

/** `minutes`: the time that turns took, of all agents together. A measure that is not named has no limit. */
export type Budget = {
  tokens?: number | undefined;
  dollars?: number | undefined;
  minutes?: number | undefined;
};

const MEASURES = ["tokens", "dollars", "minutes"] as const;
type Measure = (typeof MEASURES)[number];

/** `percent`: of the limit, rounded down. */
export type Level = { measure: Measure; limit: number; used: number; percent: number };

export const WARNING_PERCENT = 80;

/** Each limit of the budget, and how much of it is used. */
export function levelsOf(budget: Budget, usage: Usage): Level[] {
  const used = { tokens: tokensOf(usage), dollars: usage.costUsd, minutes: usage.durationMs / 60_000 };
  return MEASURES.flatMap((measure) => {
    const limit = budget[measure];
    if (limit === undefined) return [];
    return [{ measure, limit, used: used[measure], percent: Math.floor((used[measure] / limit) * 100) }];
  });
}

export type BudgetStanding = "within" | "near" | "spent";

export function standingOf(levels: readonly Level[]): BudgetStanding {
  if (levels.some(({ used, limit }) => used >= limit)) return "spent";
  return levels.some(({ percent }) => percent >= WARNING_PERCENT) ? "near" : "within";
}

/** "8.10 of 10 dollars, 40 of 60 minutes": those that are near or spent. */
export const tellLevels = (levels: readonly Level[]): string =>
  levels
    .filter(({ percent }) => percent >= WARNING_PERCENT)
    .map(({ measure, used, limit }) => `${round(measure, used)} of ${round(measure, limit)} ${measure}`)
    .join(", ");

function round(measure: Measure, value: number): string {
  if (measure === "dollars") return value.toFixed(2).replace(/\.00$/, "");
  return String(Math.round(value));
}

export type BudgetChoice =
  | { choice: string; do: "set"; budget: Budget | null }
  | { choice: string; do: "cancel" };

/** What a person can decide about a budget that is spent; each choice says what it makes of it. */
export function budgetChoices(budget: Budget, usage: Usage): BudgetChoice[] {
  const levels = levelsOf(budget, usage);
  const raises = [1.5, 2].map((factor): BudgetChoice => {
    const raised = Object.fromEntries(levels.map((level) => [level.measure, raise(level, factor)]));
    return { choice: `raise it to ${tellBudget(raised)}`, do: "set", budget: raised };
  });
  return [
    ...raises,
    { choice: "go on without a budget", do: "set", budget: null },
    { choice: "cancel the contract", do: "cancel" },
  ];
}

/** A limit that is not reached stays as it is. */
function raise({ measure, limit, used }: Level, factor: number): number {
  if (used < limit) return limit;
  const raised = Math.max(limit, used) * factor;
  // Without the dust of binary fractions, which would round a cent up.
  return measure === "dollars" ? Math.ceil(Number((raised * 100).toFixed(4))) / 100 : Math.ceil(raised);
}

/** "20 dollars, 90 minutes" */
export const tellBudget = (budget: Budget): string =>
  MEASURES.flatMap((measure) => {
    const limit = budget[measure];
    return limit === undefined ? [] : [`${round(measure, limit)} ${measure}`];
  }).join(", ");
