// What counts as going round in circles.
import { expect, test } from "vitest";
import { findLoop, type SeenCall, tellLoop } from "./loop.ts";

const call = (tool: string, input = "{}", result = "r"): SeenCall => ({ tool, input, result });
const times = <Item>(count: number, ...items: Item[]): Item[] =>
  Array.from({ length: count }, () => items).flat();
const inCalls = (calls: SeenCall[]) => findLoop({ calls, turns: [] }, 4);
const inTurns = (turns: { words: string; hasChanged: boolean }[]) => findLoop({ calls: [], turns }, 3);

test("the same call with the same result so many times in a row is a loop, and one less is none", () => {
  expect(inCalls(times(4, call("read")))).toEqual({ kind: "calls", tools: ["read"], times: 4 });
  expect(inCalls([call("write"), ...times(4, call("read"))])).toEqual({
    kind: "calls",
    tools: ["read"],
    times: 4,
  });
  expect(inCalls(times(3, call("read")))).toBeNull();
  expect(inCalls([...times(4, call("read")), call("write")])).toBeNull();
});

test("another input or another result is progress", () => {
  expect(inCalls([...times(3, call("read")), call("read", '{"a":1}')])).toBeNull();
  expect(inCalls([...times(3, call("read")), call("read", "{}", "other")])).toBeNull();
});

test("a round of up to three calls is seen too", () => {
  expect(inCalls(times(4, call("edit"), call("test")))).toEqual({
    kind: "calls",
    tools: ["edit", "test"],
    times: 4,
  });
  expect(inCalls(times(4, call("a"), call("b"), call("a", "2")))).toEqual({
    kind: "calls",
    tools: ["a", "b"],
    times: 4,
  });
  expect(inCalls(times(4, call("a"), call("b"), call("c"), call("d")))).toBeNull();
});

test("turns that say the same and change nothing are a loop", () => {
  const same = { words: "I wait.", hasChanged: false };
  expect(inTurns(times(3, same))).toEqual({ kind: "turns", times: 3 });
  expect(inTurns(times(2, same))).toBeNull();
  expect(inTurns([...times(2, same), { ...same, hasChanged: true }])).toBeNull();
  expect(inTurns([...times(2, same), { ...same, words: "Done." }])).toBeNull();
});

test("both are told in a sentence", () => {
  expect(tellLoop({ kind: "calls", tools: ["edit", "test"], times: 4 }, "a task")).toMatch(
    /^a task calls edit and test/,
  );
  expect(tellLoop({ kind: "turns", times: 3 }, "a task")).toMatch(/last 3 turns with the same words/);
});
