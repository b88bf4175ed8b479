// What turns used, and what of its budget a contract has left. The face of the noun.
export { getUsage } from "./get-usage.ts";
export { IS_BUDGET_SPENT, isSpent, readContractUsage, USES_ALL, USES_MOST } from "./reader.ts";
export { recordUsage } from "./record-usage.ts";
export { setWarned } from "./set-warned.ts";
