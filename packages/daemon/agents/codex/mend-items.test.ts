import { expect, test } from "vitest";
import type { PastResult } from "../past.ts";
import { type HistoryItem, makeCall, say } from "./item.ts";
import { mendItems, missingResults } from "./mend-items.ts";

const call = (callId: string): HistoryItem =>
  makeCall({ callId, tool: "ask_question", input: { question: "Q" } });
const output = (call_id: string, text: string): HistoryItem => ({
  type: "function_call_output",
  call_id,
  output: text,
});
const answer: PastResult = {
  callKey: "c1",
  tool: "ask_question",
  input: { question: "Q" },
  result: { status: "answered", response: "BLUE" },
  isError: false,
};
const told = JSON.stringify(answer.result);

test("a call without a result gets the real one, or words about that", () => {
  expect(mendItems([say("user", "Go"), call("c1"), call("c2")], [answer])).toEqual([
    say("user", "Go"),
    call("c1"),
    output("c1", told),
    call("c2"),
    output("c2", "The program ended while this ran; what it did is not known."),
  ]);
});

test("results without a call, second ones, empty messages and calls that come twice go", () => {
  const whole = [say("user", "Go"), call("c1"), output("c1", "one")];
  const torn = [output("c0", "of nothing"), ...whole, output("c1", "two"), call("c1"), say("user", "")];
  expect(mendItems(torn, [])).toEqual(whole);
  expect(mendItems(whole, [answer])).toEqual(whole);
});

test("a call of a tool with an input of its own kind is answered in that kind", () => {
  const custom: HistoryItem = { type: "custom_tool_call", call_id: "c1", name: "patch", input: "x" };
  expect(mendItems([custom], []).at(-1)).toMatchObject({ type: "custom_tool_call_output", call_id: "c1" });
});

test("what is missing is the result of the open call alone", () => {
  expect(missingResults([call("c1")], [answer])).toEqual([output("c1", told)]);
});

test("a call that is made anew has the agent's own words", () => {
  const own: HistoryItem = {
    ...makeCall({ callId: "c1", tool: "ask_question", input: {} }),
    arguments: '{"b":1, "a":2}',
  };
  const [again] = missingResults([own, output("c1", '{"status":"pending"}')], [answer]);
  expect(again).toEqual({ ...own, call_id: "c1-later" });
});

test("a call that was told pending, or is out of view, is made anew with its result, once", () => {
  const later = makeCall({ callId: "c1-later", tool: "ask_question", input: { question: "Q" } });
  const asked = [call("c1"), output("c1", '{"status":"pending"}')];
  const missing = missingResults(asked, [answer]);
  expect(missing).toEqual([later, output("c1-later", told)]);
  expect(missingResults([], [answer])).toEqual(missing);
  expect(missingResults([...asked, ...missing], [answer])).toEqual([]);
  expect(missingResults([call("c1"), output("c1", told)], [answer])).toEqual([]);
});
