// Rules: what agents may do without asking, and what they may not. The face of the noun.
export { addRule } from "./add-rule.ts";
export { listRules } from "./list-rules.ts";
export { makeRule } from "./make-rule.ts";
export { hasDenials, rulesFor } from "./reader.ts";
export { removeRule } from "./remove-rule.ts";
