// How long to wait before the next try: doubling, with a share of chance so that a crowd does not come back at once.

/** `attempt` counts from 0; `chance` is between 0 and 1. */
export function retryDelayMs({ attempt, chance }: { attempt: number; chance: number }): number {
  const full = Math.min(50 * 2 ** attempt, 1_000);
  return Math.round(full * (0.75 + chance / 4));
}
