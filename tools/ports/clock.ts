// The clock of the tools.

/** Milliseconds that only grow; differences have a meaning, values have none. */
export function monotonicMs(): number {
  return performance.now();
}
