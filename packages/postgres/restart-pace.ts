// How long to wait before the next restart of a server that died.

export type RestartPace = {
  /** A server that lived this long was healthy; its death begins the count anew. */
  healthyMs: number;
  /** Before the second restart in a row; it doubles from there. The first comes at once. */
  firstDelayMs: number;
  longestDelayMs: number;
  /** This many deaths and failed starts in a row are a crash loop. */
  crashLoopLimit: number;
  /** Between two tries in a crash loop: the cause may still go away (a full disk), but not soon. */
  crashLoopDelayMs: number;
};

export const defaultPace: RestartPace = {
  healthyMs: 3_000,
  firstDelayMs: 100,
  longestDelayMs: 5_000,
  crashLoopLimit: 10,
  crashLoopDelayMs: 30_000,
};

/** `failures` counts the deaths and failed starts in a row, this one included. */
export function restartDelayMs(failures: number, pace: RestartPace): number {
  if (failures >= pace.crashLoopLimit) return pace.crashLoopDelayMs;
  if (failures <= 1) return 0;
  return Math.min(pace.firstDelayMs * 2 ** (failures - 2), pace.longestDelayMs);
}
