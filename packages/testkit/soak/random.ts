// Randomness of a soak: each stream is derived by its name from the one seed, so that a choice in one place moves no other.
import { createHash } from "node:crypto";

export type Random = {
  /** from 0 up to 1, 1 excluded */
  next(): number;
  /** a whole number from `from` to `to`, both included */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** Throws on an empty list. */
  pick<Item>(items: readonly Item[]): Item;
};

export function randomOf(seed: number, name: string): Random {
  let drawn = 0;
  const next = (): number => {
    drawn += 1;
    const hash = createHash("sha256").update(`${seed}/${name}/${drawn}`).digest();
    return hash.readUInt32BE(0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}
