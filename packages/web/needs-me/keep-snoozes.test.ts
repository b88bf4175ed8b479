import { expect, test } from "vitest";
import { keptSnoozes } from "./keep-snoozes.ts";

test("what is over is put off no more", () => {
  expect(keptSnoozes('{"a":10,"b":11,"c":12}', 11)).toEqual(new Map([["c", 12]]));
});

test.each([null, "", "null", "7", "{", '{"a":"soon","b":null}'])("%s puts nothing off", (kept) => {
  expect(keptSnoozes(kept, 0)).toEqual(new Map());
});
