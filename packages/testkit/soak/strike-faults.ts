// Lets faults happen for a time, each at its own moment; at the end all of them are healed.
import { monotonicMs, sleep } from "../ports/clock.ts";
import { type Busy, FAULTS, type Fault } from "./faults.ts";
import type { Random } from "./random.ts";
import type { SoakWorld } from "./world.ts";

export type Struck = { counts: Record<string, number>; skipped: Record<string, string> };

const MAX_AT_ONCE = 2;

/** Resolves when the time is over and the last one is healed. */
export async function strikeFaults(
  world: SoakWorld,
  { random, forMs, say }: { random: Random; forMs: number; say: (line: string) => void },
): Promise<Struck> {
  const skipped = Object.fromEntries(
    FAULTS.flatMap((fault) => {
      const reason = fault.cannot?.(world) ?? null;
      return reason === null ? [] : [[fault.name, reason]];
    }),
  );
  const possible = FAULTS.filter(({ name }) => skipped[name] === undefined);
  const counts = Object.fromEntries(possible.map(({ name }) => [name, 0]));
  const underWay = new Set<Promise<void>>();
  const busy: Busy = new Map();
  const endMs = monotonicMs() + forMs;
  // Each kind once first, so that a short soak leaves none out.
  const turns = [...possible];
  while (monotonicMs() < endMs) {
    await sleep(random.between(300, 2_500));
    await world.revive((list, place) => busy.get(list)?.has(place) === true);
    const fault = turns.shift() ?? draw(possible, random);
    if (fault.isAlone === true) await Promise.all(underWay);
    if (underWay.size >= MAX_AT_ONCE) await Promise.race(underWay);
    say(`fault: ${fault.name}`);
    counts[fault.name] = (counts[fault.name] ?? 0) + 1;
    const strike = fault.strike({ world, random, busy }).finally(() => underWay.delete(strike));
    underWay.add(strike);
    if (fault.isAlone === true) await strike;
  }
  await Promise.all(underWay);
  await world.revive(() => false);
  return { counts, skipped };
}

function draw(faults: readonly Fault[], random: Random): Fault {
  return random.pick(faults.flatMap((fault) => Array.from({ length: fault.weight }, () => fault)));
}
