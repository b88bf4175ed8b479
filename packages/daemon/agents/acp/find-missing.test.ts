// Whether a replay holds the end of the conversation.
import { expect, test } from "vitest";
import type { PastMaterials } from "../past.ts";
import { findMissing, type Replayed } from "./find-missing.ts";

type Message = PastMaterials["messages"][number];

const empty = { toolName: null, toolInput: null, isError: false, createdAt: "2026-11-21T12:00:00Z" };

function message(role: Message["role"], content: string, toolCallId: string | null = null): Message {
  return { role, content, toolCallId, ...empty };
}
const made = (id: string): Message[] => [message("tool_call", "", id), message("tool_result", "done", id)];
const text = (role: "user" | "assistant", said: string): Replayed => ({ kind: "text", role, text: said });
const call = (id: string, more: { title?: string; input?: unknown } = {}): Replayed => ({
  kind: "call",
  id,
  title: "",
  input: undefined,
  ...more,
});

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
  const ours = [message("user", "Go."), message("assistant", "Done."), ...made("call-2")];
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

test("a call that was open when the agent ended may be made again, and does not lack", () => {
  const open = { ...message("tool_call", "", "call-2"), epoch: 1 };
  expect(missing(WHOLE, [...OURS, open])).toEqual([]);
  const closed = { ...message("tool_result", "outcome unknown", "call-2"), isError: true, epoch: 2 };
  expect(missing(WHOLE, [...OURS, open, closed])).toEqual([]);
  expect(missing(WHOLE, [...OURS, open, { ...closed, epoch: 1 }])).toEqual(["call-2"]);
});

test("a call of our tools is known by its tool where the agent has an id of its own for it", () => {
  const input = { progress: 20, activity: "Reading" };
  const [begun, ended] = made("run:2").map((one) => ({
    ...one,
    toolName: "report_progress",
    toolInput: input,
  }));
  const ours = [...OURS, ...[begun, ended].filter((one) => one !== undefined)];
  const gemini = call("mcp_makima_report_progress__1", { title: "report_progress (makima MCP Server)" });
  expect(missing([...WHOLE, gemini], ours)).toEqual([]);
  expect(missing([...WHOLE, call("call_b5", { title: "makima_report_progress", input })], ours)).toEqual([]);
  const another = call("call_b5", { title: "makima_report_progress", input: { progress: 30 } });
  expect(missing([...WHOLE, another], ours)).toEqual(["run:2"]);
  expect(missing([...WHOLE, call("read_file__1", { title: "ReadFile" })], ours)).toEqual(["run:2"]);
});
