// The only place that reads the time or waits for it.
import { setTimeout as wait } from "node:timers/promises";

/** The time now, in milliseconds since 1970. */
export function currentTimeMs(): number {
  return Date.now();
}

/** A question that is answered with true once `durationMs` have passed, whatever the wall clock does. */
export function startTimer(durationMs: number): () => boolean {
  const endMs = performance.now() + durationMs;
  return () => performance.now() >= endMs;
}

/** Resolves after `durationMs`; rejects with an AbortError as soon as `signal` is aborted. */
export async function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  await wait(durationMs, undefined, options);
}
