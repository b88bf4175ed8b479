// The only place that reads the time or waits for it.
import { setTimeout as wait } from "node:timers/promises";

/** In milliseconds since 1970. */
export const currentTimeMs = (): number => Date.now();

/** Rejects with an AbortError as soon as `signal` is aborted. */
export async function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  if (durationMs > 0) await wait(durationMs, undefined, { signal });
}
