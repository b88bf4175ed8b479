// Memory that is short, comes back a little, and comes back enough.
import { expect, test } from "vitest";
import { watchMemory } from "./watch-memory.ts";

const MB = 2 ** 20;

test("it is short below the reserve until a quarter more than that is free again", () => {
  const found = [500, 399, 450, 499, 500, 450, 0].values();
  const strain = watchMemory({ reserveBytes: 400 * MB, freeBytes: () => (found.next().value ?? 0) * MB });
  const told = Array.from({ length: 7 }, strain);
  expect(told.map((each) => each !== null)).toEqual([false, true, true, true, false, false, true]);
  expect(told[1]).toBe("399 MB of memory are free, and 400 MB are kept for what runs");
});

test("without a reserve nothing is short", () => {
  expect(watchMemory({ reserveBytes: 0, freeBytes: () => 0 })()).toBeNull();
});
