// Waits until something holds: the one way to wait in a test of whole programs.
import { monotonicMs, sleep } from "./ports/clock.ts";

/** Far more than anything needs on a busy machine: reaching it is a failure, never a pace. */
const limitMs = 60_000;
const pauseMs = 25;

/**
 * Gives what `check` found as soon as it is neither null, undefined nor false. An error of `check` is a failure at once. Throws after a
 * minute with `what` was waited for.
 */
export async function eventually<Found>(
  what: string,
  check: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
): Promise<Found> {
  const endMs = monotonicMs() + limitMs;
  for (;;) {
    const found = await check();
    if (found !== null && found !== undefined && found !== false) return found;
    if (monotonicMs() > endMs) throw new Error(`${what}: it did not come in ${limitMs / 1000} s`);
    await sleep(pauseMs);
  }
}
