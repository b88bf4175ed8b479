// Budgets: the warning, the question when one is spent, and what is answered. The face of the noun.
export { askForBudget } from "./ask-for-budget.ts";
export { settleBudget } from "./settle-budget.ts";
export { warnOfBudget } from "./warn-of-budget.ts";
