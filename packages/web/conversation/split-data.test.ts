// The words of a message to an agent, and its data, apart.
import { expect, test } from "vitest";
import { splitData } from "./split-data.ts";

test("data is taken out of the words, and nothing else is", () => {
  const content =
    'Answered: tea\n\n```json\n{"kind":"answer","response":"tea"}\n```\n\n```json\n{"mine": 1}\n```\n';
  expect(splitData(content)).toEqual({
    words: 'Answered: tea\n\n\n```json\n{"mine": 1}\n```',
    data: ['{"kind":"answer","response":"tea"}'],
  });
  expect(splitData("only words")).toEqual({ words: "only words", data: [] });
});
