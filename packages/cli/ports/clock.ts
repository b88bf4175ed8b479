// Time for the command line: the wall clock for people, a monotonic reading for waits, and a pause.
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds since 1970. */
export const nowMs = (): number => Date.now();

export const monotonicMs = (): number => performance.now();

export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(ms, undefined, signal === undefined ? {} : { signal });
}
