// Time for the client: a reading that only grows, and a pause.
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

export const monotonicMs = (): number => performance.now();

/** Rejects with the signal's reason when it is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
