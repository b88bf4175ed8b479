// The rows of a conversation, and what arrives at its end.
import type { Message } from "@makima/protocol/tasks";
import { expect, test } from "vitest";
import { afterMessage, withDelta } from "./arriving.ts";
import { rowsOf } from "./rows-of.ts";

const message = (index: number, part: Partial<Message> = {}): Message => ({
  id: `message ${index}`,
  seq: index,
  index,
  taskId: "task",
  epoch: 1,
  phase: "plan",
  role: "assistant",
  content: "",
  toolCallId: null,
  toolName: null,
  toolInput: null,
  isError: false,
  truncated: false,
  durationMs: null,
  usage: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  ...part,
});
const call = (index: number) => message(index, { role: "tool_call", toolCallId: `call ${index}` });
const resultOf = (of: number, index: number) =>
  message(index, { role: "tool_result", toolCallId: `call ${of}` });

test("what arrives grows, and gives way to the whole message", () => {
  const half = withDelta(withDelta(null, { source: 7, role: "assistant", text: "Hel" }), {
    source: 7,
    role: "assistant",
    text: "lo",
  });
  expect(half.text).toBe("Hello");
  expect(withDelta(half, { source: 8, role: "assistant", text: "New" }).text).toBe("New");
  expect(afterMessage(half, { role: "tool_call" })?.text).toBe("Hello");
  expect(afterMessage(half, { role: "assistant" })).toBeNull();
});

test("calls in a row are one row, each with its own result", () => {
  const rows = rowsOf(
    [message(0), call(1), call(2), resultOf(2, 3), resultOf(1, 4), message(5), resultOf(99, 6)],
    { moreBefore: false },
  );
  expect(rows.map(({ kind }) => kind)).toEqual(["message", "tools", "message", "message"]);
  const calls = rows[1]?.kind === "tools" ? rows[1].calls : [];
  expect(calls.map(({ result }) => result?.index)).toEqual([4, 3]);
});

test("rows begin at the same places whatever stretch is held", () => {
  const talk = Array.from({ length: 400 }, (_, index) => {
    if (index % 90 === 0) return message(index);
    return index % 2 === 0 ? resultOf(index - 1, index) : call(index);
  });
  const whole = new Set(rowsOf(talk, { moreBefore: false }).map(({ number }) => number));
  for (let from = 1; from < talk.length; from += 7) {
    const [first, ...rest] = rowsOf(talk.slice(from), { moreBefore: true });
    expect(rest.filter(({ number }) => !whole.has(number))).toEqual([]);
    expect(first).toBeDefined();
  }
  const longest = rowsOf(talk, { moreBefore: false }).map((row) =>
    row.kind === "tools" ? row.calls.length : 1,
  );
  expect(Math.max(...longest)).toBeLessThanOrEqual(64);
});
