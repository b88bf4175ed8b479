// Shows that the rule measures every form of function and does not count the callbacks of describe.
import { expect, test } from "vitest";
import { functionLength } from "./function-length.ts";
import { treeOf } from "./tree.ts";

const body = (lines: number): string => `{\n${"f();\n".repeat(lines - 2)}}`;
const found = (text: string): readonly number[] =>
  functionLength.find(treeOf({ "a.ts": text })).map(({ line }) => line);

test.each([
  ["a declaration", `function a() ${body(61)}`],
  ["an arrow", `const a = () => ${body(61)};`],
  ["a method", `class A { a() ${body(61)} }`],
  ["a callback of test", `test("a", () => ${body(61)});`],
])("%s of 61 lines is too long", (_form, text) => {
  expect(found(text)).toEqual([1]);
});

test("60 lines are allowed", () => {
  expect(found(`function a() ${body(60)}`)).toEqual([]);
});

test.each(["describe", "describe.each([1])", 'describe.runIf(process.platform === "linux")'])(
  "a callback of %s is not counted",
  (suite) => {
    expect(found(`${suite}("a", () => ${body(100)});`)).toEqual([]);
  },
);

test("a long function within describe is found", () => {
  expect(found(`describe("a", () => {\nfunction b() ${body(61)}\n});`)).toEqual([2]);
});
