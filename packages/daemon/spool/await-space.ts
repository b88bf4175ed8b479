// A full disk: what has to be written waits until there is space. The agents behind it wait too; nothing is dropped and nothing fails.
import { rest } from "../ports/clock.ts";

type Listener = (isFull: boolean) => void;

const pauseMs = 500;
const listeners = new Set<Listener>();
let waiting = 0;

/** Calls `listener` when the first write begins to wait for space, and when none waits any more. The returned function ends that. */
export function onFullDisk(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Does `work` again and again while the disk is full.
 * @param signal ends the waiting: the work's own error is thrown then
 */
export async function awaitSpace<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  let isWaiting = false;
  try {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isFullDisk(error) || signal.aborted) throw error;
        if (!isWaiting) noteFullDisk(1);
        isWaiting = true;
        await rest(pauseMs, signal);
      }
    }
  } finally {
    if (isWaiting) noteFullDisk(-1);
  }
}

/** One more, or one less, waits for space. */
export function noteFullDisk(by: 1 | -1): void {
  waiting += by;
  if (waiting === (by === 1 ? 1 : 0)) for (const listener of listeners) listener(by === 1);
}

/** No space on the disk, or none for this account. */
const isFullDisk = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
