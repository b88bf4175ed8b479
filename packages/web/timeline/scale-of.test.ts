// A band's scale: everything is somewhere, in its order, and what is long and empty is short.
import { expect, test } from "vitest";
import { marksOf } from "./marks-of.ts";
import { scaleOf } from "./scale-of.ts";

const ITEMS = [
  { bucket: 0, firstNumber: 1, lastNumber: 40 },
  { bucket: 1, firstNumber: 41, lastNumber: 41 },
  { bucket: 198, firstNumber: 42, lastNumber: 100 },
];

test("numbers stand in their order, and the place of each leads back to it", () => {
  const scale = scaleOf(ITEMS, 200);
  const places = [1, 20, 40, 41, 42, 70, 100].map((number) => scale.xOfNumber(number));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const number of [1, 20, 40, 42, 70, 100]) expect(scale.numberAt(scale.xOfNumber(number))).toBe(number);
  expect([places[0], scale.xOfNumber(101)]).toEqual([0, 1]);
});

test("a night takes less room than a minute of work", () => {
  const scale = scaleOf(ITEMS, 200);
  expect(scale.xOf(198) - scale.xOf(1)).toBeLessThan(0.7);
  expect(scale.xOf(1) - scale.xOf(0)).toBeGreaterThan(0.1);
});

test("between two things the nearer one is meant, and nothing where nothing happened", () => {
  const scale = scaleOf(ITEMS, 200);
  expect(scale.numberAt(scale.xOf(2))).toBe(41);
  expect(scale.numberAt(scale.xOf(197))).toBe(42);
  expect(scale.bucketAt(scale.xOf(198))).toBe(198);
  expect(scaleOf([], 200).numberAt(0.5)).toBeNull();
});

test("marks are one for each kind and piece of time, what is said below the others", () => {
  const of = { bucket: 3, lastNumber: 9, firstNumber: 5 };
  const items = [
    { ...of, taskId: "a", type: "task.done", count: 1 },
    { ...of, taskId: "a", type: "message.user", count: 2, firstNumber: 4 },
    { ...of, taskId: "a", type: "message.assistant", count: 7 },
    { ...of, taskId: "b", type: "task.merged", count: 1 },
    { ...of, taskId: "a", type: "run.begun", count: 1 },
  ];
  expect(marksOf({ items }, "a")).toEqual([
    { kind: "turn", bucket: 3, count: 9, number: 4 },
    { kind: "end", bucket: 3, count: 1, number: 5 },
  ]);
});
