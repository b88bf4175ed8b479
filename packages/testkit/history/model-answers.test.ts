// What counts as an answer that a model has heard.
import type { Item } from "@makima/scripted-model/conversation";
import { expect, test } from "vitest";
import { modelAnswersOf } from "./model-answers.ts";

const ANSWER = { status: "answered", questionId: "q", response: "tea" };
const asked = (...items: Item[]) => modelAnswersOf([{ conversation: { items } }]);
const result = (text: string): Item => ({ kind: "result", callId: "c", text, isError: false });

test.each<[string, Item]>([
  ["a result", result(JSON.stringify(ANSWER))],
  ["a result in what an agent puts around it", result(`Wall time: 1 s\nOutput:\n${JSON.stringify(ANSWER)}`)],
  [
    "words of the next turn",
    {
      kind: "user",
      text: `It is answered.\n\n\`\`\`json\n{"kind":"answer","questionId":"q","response":"tea"}\n\`\`\``,
    },
  ],
])("%s", (_, item) => {
  expect(asked(item)).toEqual([[{ questionId: "q", response: "tea" }]]);
});

test.each<[string, Item]>([
  ["a question that is still open", result('{"status":"pending","questionId":"q"}')],
  ["what the model said itself", { kind: "assistant", text: JSON.stringify(ANSWER) }],
  ["words of an agent's own tool", result("answered: q")],
  ["no answer's words", { kind: "user", text: '```json\n{"kind":"notice"}\n```' }],
])("not %s", (_, item) => {
  expect(asked(item)).toEqual([]);
});

test("a call that is told again is how its answer was heard, where it was not heard before", () => {
  const told = { kind: "tool_call", output: JSON.stringify(ANSWER) };
  const block = `\`\`\`json\n${JSON.stringify(told)}\n\`\`\``;
  const retold: Item = { kind: "user", text: `${block}\n\n${block}` };
  expect(asked(retold)).toEqual([[{ questionId: "q", response: "tea" }]]);
  expect(asked(result(JSON.stringify(ANSWER)), retold)).toEqual([[{ questionId: "q", response: "tea" }]]);
});

test("each request is a conversation of its own, and twice in one is twice", () => {
  const items = [result(JSON.stringify(ANSWER)), result(JSON.stringify(ANSWER))];
  const lists = modelAnswersOf([{ conversation: { items } }, { conversation: { items: items.slice(1) } }]);
  expect(lists.map(({ length }) => length)).toEqual([2, 1]);
});
