// Choices by number, text or beginning.
import { expect, test } from "vitest";
import { pickChoices } from "./pick-choices.ts";

/** vitest types its matchers as anything. */
const containing = (text: string): unknown => expect.stringContaining(text);

const offered = ["Plain text", "Markdown", "2"];

test.each([
  [["1"], ["Plain text"]],
  [["Markdown"], ["Markdown"]],
  [["mark"], ["Markdown"]],
  [
    ["3", "1"],
    ["2", "Plain text"],
  ],
])("%j is %j", (given, picked) => {
  expect(pickChoices(offered, given)).toEqual(picked);
});

test("a choice that looks like a number is taken by its text", () => {
  expect(pickChoices(offered, ["2"])).toEqual(["2"]);
});

test("what is not offered is refused with what is", () => {
  expect(() => pickChoices(offered, ["4"])).toThrow(
    expect.objectContaining({ exitCode: 2, mend: containing("1 Plain text") }),
  );
  expect(() => pickChoices(["ab", "ac"], ["a"])).toThrow(expect.objectContaining({ exitCode: 2 }));
  expect(() => pickChoices([], ["1"])).toThrow(expect.objectContaining({ mend: containing("--text") }));
});
