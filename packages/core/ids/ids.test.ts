// A UUIDv7 is a valid UUID that sorts by its time, whatever the random bytes are.
import fc from "fast-check";
import { expect, test } from "vitest";
import { uuidV7 } from "./ids.ts";

const timeMs = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const random = fc.uint8Array({ minLength: 10, maxLength: 16 });

test("it has the form of a version 7 UUID and holds its time", () => {
  fc.assert(
    fc.property(timeMs, random, (time, bytes) => {
      const id = uuidV7({ timeMs: time, random: bytes });
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.slice(0, 13).replace("-", ""), 16)).toBe(time);
    }),
  );
});

test("a later one sorts behind an earlier one", () => {
  fc.assert(
    fc.property(timeMs, timeMs, random, random, (a, b, one, other) => {
      fc.pre(a < b);
      expect(uuidV7({ timeMs: a, random: one }) < uuidV7({ timeMs: b, random: other })).toBe(true);
    }),
  );
});

test("all random bits count, those of the version and the variant aside", () => {
  const zero = uuidV7({ timeMs: 0, random: new Uint8Array(10) });
  const ones = uuidV7({ timeMs: 0, random: new Uint8Array(10).fill(255) });
  expect(zero).toBe("00000000-0000-7000-8000-000000000000");
  expect(ones).toBe("00000000-0000-7fff-bfff-ffffffffffff");
});

test("too little randomness is refused", () => {
  expect(() => uuidV7({ timeMs: 0, random: new Uint8Array(9) })).toThrow(RangeError);
});
