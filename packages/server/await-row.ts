// Waits for a row that somebody else writes: woken by its bell, and looked at now and then in case a ring was lost.
import type { World } from "./world.ts";

const POLL_MS = 500;
const MIN_POLL_MS = 20;

/** Gives what `look` gave, or null when that was nothing for `patienceMs`. */
export async function awaitRow<Row>(
  world: World,
  { bell, patienceMs, look }: { bell: string; patienceMs: number; look: () => Promise<Row | null> },
): Promise<Row | null> {
  const done = new AbortController();
  const stop = world.doorbell.listen(bell, () => done.abort());
  try {
    const deadlineMs = world.clock.monotonicMs() + patienceMs;
    for (;;) {
      const row = await look();
      if (row !== null) return row;
      const leftMs = deadlineMs - world.clock.monotonicMs();
      if (leftMs <= 0) return null;
      await pause(world, { ms: Math.min(leftMs, POLL_MS), signal: done.signal });
    }
  } finally {
    stop();
  }
}

async function pause(world: World, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<void> {
  if (signal.aborted) return world.clock.sleep(MIN_POLL_MS);
  await world.clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
