// Rows keep their places while others come and go before them.
import { expect, test } from "vitest";
import { placeOfNumber, shiftOf } from "./place-of-number.ts";

const rows = (...numbers: number[]) => numbers.map((number) => ({ number }));

test("a row holds its own number and those up to the next row", () => {
  expect([0, 4, 5, 8, 9, 99].map((number) => placeOfNumber(rows(5, 9, 12), number))).toEqual([
    0, 0, 0, 0, 1, 2,
  ]);
});

test("the first place moves by what came before, or by what was dropped", () => {
  expect(shiftOf(rows(10, 12), rows(3, 7, 10, 12))).toBe(-2);
  expect(shiftOf(rows(3, 7, 10, 12), rows(10, 12, 15))).toBe(2);
  expect(shiftOf(rows(3), rows(3, 5))).toBe(0);
  expect(shiftOf([], rows(3))).toBe(0);
});

test("a row that became a part of the one before it counts as that one", () => {
  expect(shiftOf(rows(10, 12), rows(3, 7, 12))).toBe(-1);
});
