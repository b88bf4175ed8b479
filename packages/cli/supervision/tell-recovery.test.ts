// How a restoration of many runs is told in one line.
import { expect, test } from "vitest";
import { sentenceOf } from "./tell-recovery.ts";

test("what is left and what came back, and those for a person only where there are any", () => {
  expect(sentenceOf({ left: 12, restored: 988, held: 0 })).toBe(
    "12 interrupted runs left, 988 restored in the last 10 minutes",
  );
  expect(sentenceOf({ left: 0, restored: 3, held: 2 })).toMatch(/, 2 held for a person/);
});
