// What the page holds of a conversation, whatever order its pieces come in.
import type { Message } from "@makima/protocol/tasks";
import { expect, test } from "vitest";
import { nothingHeld, withDelta, withMessage, withOlder } from "./conversation-state.ts";
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
const indexes = (messages: readonly Message[]): number[] => messages.map(({ index }) => index);

test("a message that is told twice is held once", () => {
  const held = [3, 4, 4, 3, 5].reduce((before, index) => withMessage(before, message(index)), nothingHeld);
  expect(indexes(held.messages)).toEqual([3, 4, 5]);
});

test("older pages come before, without those that are there", () => {
  const held = withMessage(nothingHeld, message(5));
  const after = withOlder(held, { messages: [message(5), message(4), message(3)], nextCursor: "more" });
  expect([indexes(after.messages), after.older]).toEqual([[3, 4, 5], "more"]);
});

test("what arrives grows, and gives way to the whole message", () => {
  const half = withDelta(withDelta(nothingHeld, { source: 7, role: "assistant", text: "Hel" }), {
    source: 7,
    role: "assistant",
    text: "lo",
  });
  expect(half.arriving?.text).toBe("Hello");
  expect(withDelta(half, { source: 8, role: "assistant", text: "New" }).arriving?.text).toBe("New");
  expect(withMessage(half, message(0, { role: "tool_call" })).arriving?.text).toBe("Hello");
  expect(withMessage(half, message(0)).arriving).toBeNull();
});

test("calls in a row are one row, each with its own result", () => {
  const rows = rowsOf(
    [
      message(0),
      message(1, { role: "tool_call", toolCallId: "a" }),
      message(2, { role: "tool_call", toolCallId: "b" }),
      message(3, { role: "tool_result", toolCallId: "b" }),
      message(4, { role: "tool_result", toolCallId: "a" }),
      message(5),
      message(6, { role: "tool_result", toolCallId: "lost" }),
    ],
    null,
  );
  expect(rows.map(({ kind }) => kind)).toEqual(["message", "tools", "message", "message"]);
  const calls = rows[1]?.kind === "tools" ? rows[1].calls : [];
  expect(calls.map(({ result }) => result?.index)).toEqual([4, 3]);
});
