// Reads "at most so many" as people write it.
import { usageError } from "./cli-error.ts";

/** Throws a usage error. */
export function readLimit(given: string): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw usageError(`--limit ${given} is no number of things to show`, "give a whole number above 0");
}
