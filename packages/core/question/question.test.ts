// Which answers a question takes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Answer, answerForAgent, decideAnswer, QUESTION_STATUSES, type Question } from "./question.ts";

const pending: Question = {
  status: "pending",
  choices: ["left", "right"],
  choicesOnly: false,
  multiSelect: false,
};

test.each([
  ["answered", "ALREADY_ANSWERED"],
  ["expired", "QUESTION_EXPIRED"],
  ["withdrawn", "QUESTION_WITHDRAWN"],
] as const)("one that is %s takes no answer", (status, code) => {
  expect(decideAnswer({ ...pending, status }, { response: "left" })).toMatchObject({ ok: false, code });
});

test.each<[string, Partial<Question>, Answer]>([
  ["a choice", {}, { choices: ["left"] }],
  ["several choices where several may be taken", { multiSelect: true }, { choices: ["right", "left"] }],
  ["one choice where several may be taken", { multiSelect: true }, { choices: ["right"] }],
  ["a person's own words beside choices", {}, { response: "straight on" }],
  ["a text where there are no choices", { choices: [] }, { response: "42" }],
  ["the text of a choice where only choices count", { choicesOnly: true }, { response: "left" }],
])("it takes %s", (_, more, answer) => {
  const decision = decideAnswer({ ...pending, ...more }, answer);
  const response = "choices" in answer ? answer.choices : answer.response;
  expect(decision).toEqual({ ok: true, response });
});

test.each<[string, Partial<Question>, Answer, string]>([
  ["no choice", {}, { choices: [] }, "name at least one choice"],
  ["what is not offered", {}, { choices: ["up"] }, '"up" is not offered; the choices are "left", "right"'],
  [
    "a choice where none is offered",
    { choices: [] },
    { choices: ["up"] },
    "this question has no choices: answer with a text",
  ],
  ["two choices where one is asked", {}, { choices: ["left", "right"] }, "this question takes one choice"],
  ["a choice twice", { multiSelect: true }, { choices: ["left", "left"] }, "the same choice is named twice"],
  ["nothing", {}, { response: " \n" }, "the answer is empty"],
  [
    "own words where only choices count",
    { choicesOnly: true },
    { response: "up" },
    'this question takes its choices only: "left", "right"',
  ],
])("it does not take %s", (_, more, answer, message) => {
  const field = "choices" in answer ? "choices" : "response";
  expect(decideAnswer({ ...pending, ...more }, answer)).toEqual({
    ok: false,
    code: "VALIDATION",
    field,
    message,
  });
});

const someText = fc.constantFrom("left", "right", "up", "", " ");
const question = fc.record({
  status: fc.constantFrom(...QUESTION_STATUSES),
  choices: fc.uniqueArray(fc.constantFrom<string>("left", "right", "down")),
  choicesOnly: fc.boolean(),
  multiSelect: fc.boolean(),
});
const answer = fc.oneof(fc.record({ response: someText }), fc.record({ choices: fc.array(someText) }));

test("what is taken is what was said, of a pending question, and within its choices where they bind", () => {
  fc.assert(
    fc.property(question, answer, (asked, said) => {
      const decision = decideAnswer(asked, said);
      if (!decision.ok) return;
      expect(asked.status).toBe("pending");
      expect(decision.response).toEqual("choices" in said ? said.choices : said.response);
      const taken = [decision.response].flat();
      const isBound = "choices" in said || asked.choicesOnly;
      expect(!isBound || taken.every((choice) => asked.choices.includes(choice))).toBe(true);
      expect(new Set(taken).size).toBe(taken.length);
      expect(asked.multiSelect || taken.length === 1).toBe(true);
    }),
  );
});

test.each([
  [{ multiSelect: false, response: ["left"] }, "left"],
  [{ multiSelect: true, response: ["left"] }, ["left"]],
  [{ multiSelect: false, response: "my own words" }, "my own words"],
  [{ multiSelect: false, response: [] }, null],
  [{ multiSelect: false, response: null }, null],
])("an agent gets %j as %j", (question, answer) => {
  expect(answerForAgent(question)).toEqual(answer);
});
