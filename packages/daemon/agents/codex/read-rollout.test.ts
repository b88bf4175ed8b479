import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRollout } from "./read-rollout.ts";

const lines = readFileSync(join(import.meta.dirname, "recorded", "rollout.ndjson"), "utf8")
  .trim()
  .split("\n");

test("what Codex 0.169 wrote of a thread holds what its model was given, without what Codex adds by itself", () => {
  const { items, isTorn } = readRollout(lines);
  expect(isTorn).toBe(false);
  expect(items.map(({ type }) => type)).toEqual([
    "message",
    ...Array.from({ length: 4 }, () => ["function_call", "function_call_output"]).flat(),
    "message",
    "message",
  ]);
  expect(items[0]).toMatchObject({ role: "user", content: [{ type: "input_text" }] });
  expect(items[0]).not.toHaveProperty("id");
  expect(items[9]).toMatchObject({
    role: "assistant",
    content: [{ text: "Waiting for the answer to my question." }],
  });
});

test("lines that were kept twice count once", () => {
  const twice = [...lines.slice(0, 12), ...lines.slice(8)];
  expect(readRollout(twice)).toEqual(readRollout(lines));
});

test("a torn or missing line is noticed", () => {
  expect(readRollout([...lines, '{"ordinal":39,"type":"resp']).isTorn).toBe(true);
  expect(readRollout([...lines.slice(0, 5), ...lines.slice(6)]).isTorn).toBe(true);
  expect(readRollout(lines.slice(3)).isTorn).toBe(true);
});

test("a thread that was made shorter begins with what is left of it", () => {
  const summary = { type: "message", role: "user", content: [{ type: "input_text", text: "In short: …" }] };
  const compacted = {
    ordinal: lines.length,
    type: "compacted",
    payload: { message: "", replacement_history: [summary] },
  };
  const after = {
    ordinal: lines.length + 1,
    type: "response_item",
    payload: { ...summary, content: [{ type: "input_text", text: "Go on." }] },
  };
  const { items, isTorn } = readRollout([...lines, JSON.stringify(compacted), JSON.stringify(after)]);
  expect(isTorn).toBe(false);
  expect(items).toEqual([summary, after.payload]);
});
