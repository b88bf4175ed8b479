// A stretch without holes, whatever comes from either side or happens meanwhile, and never more of it than its limit.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Held, MOST_HELD, nothingHeld, withAfter, withBefore, withLive } from "./window.ts";

const numberOf = (item: number): number => item;
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
const live = (held: Held<number>, item: number, isFollowing = true): Held<number> =>
  withLive(held, item, { numberOf, isFollowing });

test("what is told twice is held once", () => {
  const held = [3, 4, 4, 3, 5].reduce((before, item) => live(before, item), nothingHeld as Held<number>);
  expect(held.items).toEqual([3, 4, 5]);
});

test("who follows the end has the oldest dropped, who reads keeps what is read", () => {
  const full = range(1, 5_000).reduce((held, item) => live(held, item), nothingHeld as Held<number>);
  expect([full.items.at(-1), full.moreBefore, full.moreAfter]).toEqual([5_000, true, false]);
  expect(full.items.length).toBeLessThan(MOST_HELD * 2);
  const [first] = full.items;
  const read = range(5_001, 9_000).reduce((held, item) => live(held, item, false), full);
  expect([read.items[0], read.moreAfter, read.newest]).toEqual([first, true, 9_000]);
});

test("a page that ends before what has happened since is not the end", () => {
  const reading: Held<number> = { ...nothingHeld, items: [1, 2], moreAfter: true };
  const held = withAfter(live(reading, 5), { items: [3, 4], more: false }, numberOf);
  expect([held.items, held.moreAfter]).toEqual([[1, 2, 3, 4], true]);
  expect(withAfter(held, { items: [5], more: false }, numberOf).moreAfter).toBe(false);
});

test("it never has holes, and holds the end or knows that it does not", () => {
  const step = fc.constantFrom("before", "after", "happens", "happens to a reader");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 900 }), (steps, start) => {
      let end = 1_000;
      let held: Held<number> = { ...nothingHeld, items: [start], moreBefore: start > 1, moreAfter: true };
      for (const one of steps) {
        const [first = 0, last = 0] = [held.items[0], held.items.at(-1)];
        if (one === "before") {
          const items = range(Math.max(1, first - 120), first - 1);
          held = withBefore(held, { items, more: first - 120 > 1 });
        } else if (one === "after") {
          const items = range(last + 1, Math.min(end, last + 120));
          held = withAfter(held, { items, more: last + 120 < end }, numberOf);
        } else {
          for (const item of range(end + 1, end + 100)) held = live(held, item, one === "happens");
          end += 100;
        }
        const [from = 0, to = 0] = [held.items[0], held.items.at(-1)];
        expect(held.items).toEqual(range(from, to));
        expect([held.moreBefore, held.moreAfter]).toEqual([from > 1, to < end]);
        expect(held.items.length).toBeLessThanOrEqual(MOST_HELD + 120);
      }
    }),
  );
});
