// The clock of tests: for limits on waiting, never for a result.
import { setTimeout } from "node:timers/promises";

/** Milliseconds that only grow. */
export const monotonicMs = (): number => performance.now();

export async function sleep(ms: number): Promise<void> {
  await setTimeout(ms);
}
