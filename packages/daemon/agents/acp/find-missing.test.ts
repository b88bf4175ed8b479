// Whether a replay holds the end of the conversation.
import { expect, test } from "vitest";
import type { PastMaterials } from "../past.ts";
import { findMissing, type Replayed } from "./find-missing.ts";

type Message = PastMaterials["messages"][number];

const empty = { toolName: null, toolInput: null, isError: false, createdAt: "2026-11-21T12:00:00Z" };

function message(role: Message["role"], content: string, toolCallId: string | null = null): Message {
  return { role, content, toolCallId, ...empty };
}
const text = (role: "user" | "assistant", said: string): Replayed => ({ kind: "text", role, text: said });
const call = (id: string): Replayed => ({ kind: "call", id });

const OURS = [
  message("user", "Write the file."),
  message("thinking", "A file, then."),
  message("assistant", "I begin."),
  message("tool_call", "", "call-1"),
  message("tool_result", "done", "call-1"),
  message("assistant", "It is\nthere."),
];
const WHOLE = [
  text("user", "The past.\n\nWrite the file."),
  text("assistant", "I begin."),
  call("call-1"),
  text("assistant", "It is there."),
];
const missing = (replayed: readonly Replayed[], messages = OURS): string[] =>
  findMissing(replayed, messages).map(({ content, toolCallId }) => toolCallId ?? content);

test("a replay of everything lacks nothing, whatever stands around the words and beyond them", () => {
  expect(missing(WHOLE)).toEqual([]);
  expect(missing([...WHOLE, text("user", "[Function Response]"), text("assistant", "More.")])).toEqual([]);
});

test("what lacks at its end is found", () => {
  expect(missing(WHOLE.slice(0, 3))).toEqual(["It is\nthere."]);
  expect(missing(WHOLE.slice(0, 2))).toEqual(["call-1", "It is\nthere."]);
  expect(missing([])).toEqual(["Write the file.", "I begin.", "call-1", "It is\nthere."]);
});

test("a word that was said before does not stand for the one that lacks", () => {
  const ours = [message("user", "Go."), message("assistant", "Done."), message("tool_call", "", "call-2")];
  const both = [...ours, message("assistant", "Done.")];
  expect(missing([text("user", "Go."), text("assistant", "Done."), call("call-2")], both)).toEqual(["Done."]);
  expect(missing([text("user", "Go."), text("assistant", "Done.")], both)).toEqual(["call-2", "Done."]);
});

test("a long message that is kept in pieces stands in one of theirs", () => {
  const ours = [message("user", "Go."), message("assistant", "One, two, "), message("assistant", "three.")];
  expect(missing([text("user", "Go."), text("assistant", "One, two, three.")], ours)).toEqual([]);
});

test("what was said to the session before this one is not asked of it", () => {
  const ours = [...OURS, message("user", "Go on.")];
  expect(missing([text("user", "You said: I begin.\n\nGo on.")], ours)).toEqual([]);
});

test("a text with a mark in a secret's place is not compared", () => {
  const ours = [...OURS, message("assistant", "The key is [redacted 0a1b2c3d].")];
  expect(missing(WHOLE, ours)).toEqual([]);
});
