// Time for the launcher: a monotonic reading and a pause.
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds that only grow; no wall clock, so that a changed date changes no waiting. */
export function monotonicMs(): number {
  return performance.now();
}

/** Waits `ms`; rejects with the signal's reason when it is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(ms, undefined, signal ? { signal } : {});
}
