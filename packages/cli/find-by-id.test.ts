// Ids may be shortened as long as one thing is meant.
import { expect, test } from "vitest";
import { findById, isWholeId, shortId } from "./find-by-id.ts";

/** vitest types its matchers as anything. */
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const items = [
  { id: "01890000-0000-7000-8000-00000000aaaa", name: "one" },
  { id: "01890000-0000-7000-8000-00000001aaaa", name: "two" },
  { id: "01895555-0000-7000-8000-00000000bbbb", name: "three" },
];
const find = (given: string) => findById({ given, items, noun: "contract", list: "makima contract list" });

test("a unique end or beginning names its thing, in any case", () => {
  expect(find("bbbb").name).toBe("three");
  expect(find("01895").name).toBe("three");
  expect(find("1AAAA").name).toBe("two");
  expect(find(shortId(items[0]?.id ?? "")).name).toBe("one");
});

test("what fits several is refused with their names", () => {
  expect(() => find("aaaa")).toThrow(expect.objectContaining({ exitCode: 2, message: matching(/one.*two/) }));
});

test("what fits none is not found", () => {
  expect(() => find("cccc")).toThrow(expect.objectContaining({ exitCode: 3, code: "NOT_FOUND" }));
});

test.each(["bbb", "", "hello", "../x"])("%j is no part of an id", (given) => {
  expect(() => find(given)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

test("a whole id is known as one", () => {
  expect(items.every(({ id }) => isWholeId(id))).toBe(true);
  expect(isWholeId("01890000")).toBe(false);
});
