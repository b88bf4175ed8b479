// Decides whether the condition of an `if` or `expectPrompt` step holds.
import { z } from "zod";

/** Exactly one comparison; a value that is no string is compared as JSON. */
export const textCondition = z.union([
  z.strictObject({ equals: z.string() }),
  z.strictObject({ contains: z.string() }),
  z.strictObject({ matches: z.string() }),
]);

export type TextCondition = z.infer<typeof textCondition>;

/** An unbound value fulfils no condition. */
export function evaluateCondition(condition: TextCondition, value: unknown): boolean {
  if (value === undefined) return false;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if ("equals" in condition) return text === condition.equals;
  if ("contains" in condition) return text.includes(condition.contains);
  return new RegExp(condition.matches, "su").test(text);
}
