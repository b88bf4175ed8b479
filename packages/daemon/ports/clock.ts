// The only place of the daemon that reads the time or waits for it.
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds of a clock that only grows, for leases and durations. */
export function monotonicMs(): number {
  return performance.now();
}

/** Resolves after `durationMs`; rejects with an AbortError as soon as `signal` is aborted. */
export async function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, signal === undefined ? {} : { signal });
}

/** Resolves after `durationMs`, or as soon as `signal` is aborted. */
export function rest(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, signal.aborted ? 0 : durationMs);
    const wake = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", wake, { once: true });
  });
}

/** Calls `work` once after `durationMs`, unless the returned function is called before. */
export function after(durationMs: number, work: () => void): () => void {
  const timer = setTimeout(work, durationMs);
  return () => clearTimeout(timer);
}

/** Calls `work` every `periodMs` until the returned function is called. */
export function every(periodMs: number, work: () => void): () => void {
  const timer = setInterval(work, periodMs);
  return () => clearInterval(timer);
}
