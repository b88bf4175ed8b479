// What becomes of a task whose agent ended in the middle of its work, again and again: another try after a pause that doubles, or a person.

export type CrashLoopSettings = {
  /** so many losses in a row hold the task; at least 1 */
  holdAfter: number;
  firstPauseMs: number;
  longestPauseMs: number;
};

export type CrashDecision = { kind: "retry"; afterMs: number } | { kind: "hold" };

/** `crashes`: runs in a row that their agent lost before a turn of theirs had ended, the newest included; at least 1. */
export function decideCrash(crashes: number, settings: CrashLoopSettings): CrashDecision {
  if (crashes >= settings.holdAfter) return { kind: "hold" };
  return { kind: "retry", afterMs: doublingPauseMs(crashes, settings) };
}

/** The pause after the nth failure, counted from 1: it doubles up to the longest. */
export const doublingPauseMs = (
  nth: number,
  { firstPauseMs, longestPauseMs }: { firstPauseMs: number; longestPauseMs: number },
): number => Math.min(firstPauseMs * 2 ** Math.max(nth - 1, 0), longestPauseMs);
