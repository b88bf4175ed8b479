// Shows that the rule counts methods, accessors and function-valued properties, and not the constructor.
import { expect, test } from "vitest";
import { classMethods } from "./class-methods.ts";
import { treeOf } from "./tree.ts";

const withMethods = (count: number): string =>
  `class A { constructor() {} get x() { return 1; } y = () => 2; z = 3; ${Array.from({ length: count - 2 }, (_, index) => `m${index}() {}`).join(" ")} }`;

test("13 methods are too many, 12 are not", () => {
  expect(classMethods.find(treeOf({ "a.ts": withMethods(13), "b.ts": withMethods(12) }))).toEqual([
    { path: "a.ts", line: 1, message: "a class of 13 methods (12 at most)" },
  ]);
});
