import { expect, it } from "vitest";
import { mendTranscript, OUTCOME_UNKNOWN } from "./mend-transcript.ts";
import { rebuildTranscript } from "./rebuild-transcript.ts";

type PastMessage = Parameters<typeof rebuildTranscript>[0][number];

const say = (role: PastMessage["role"], content: string, more: Partial<PastMessage> = {}): PastMessage => ({
  role,
  content,
  toolCallId: null,
  toolName: null,
  toolInput: null,
  isError: false,
  createdAt: "2026-11-21T10:00:00.000Z",
  ...more,
});
const call = (toolCallId: string, toolName: string, toolInput: unknown = {}) =>
  say("tool_call", toolName, { toolCallId, toolName, toolInput });
const result = (toolCallId: string, content: string, isError = false) =>
  say("tool_result", content, { toolCallId, isError });

function rebuild(messages: readonly PastMessage[]) {
  let count = 0;
  const newUuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, "0")}`;
  return rebuildTranscript(messages, { session: "s", newUuid, ownTools: ["ask_question"] });
}
const blocks = (messages: readonly PastMessage[]) =>
  rebuild(messages)?.map(({ type, message }) => [type, message?.content]);

it("a conversation is made again in the six fields that Claude needs, one line linked to the other", () => {
  const lines = rebuild([
    say("user", "Do it."),
    say("thinking", "Hm."),
    say("assistant", "I look."),
    call("c1", "execute", { command: "ls" }),
    call("c2", "ask_question", { question: "Red?" }),
    result("c1", "a.txt"),
    result("c2", "no", true),
    say("assistant", "Done."),
    say("notice", "You were interrupted."),
  ]);
  expect(lines?.map(({ parentUuid }) => parentUuid)).toEqual([
    null,
    ...(lines ?? []).slice(0, -1).map(({ uuid }) => uuid),
  ]);
  expect(lines?.map(({ type, message }) => [type, message?.content])).toEqual([
    ["user", [{ type: "text", text: "Do it." }]],
    [
      "assistant",
      [
        { type: "text", text: "I look." },
        { type: "tool_use", id: "c1", name: "execute", input: { command: "ls" } },
        { type: "tool_use", id: "c2", name: "mcp__makima__ask_question", input: { question: "Red?" } },
      ],
    ],
    [
      "user",
      [
        { type: "tool_result", tool_use_id: "c1", content: "a.txt" },
        { type: "tool_result", tool_use_id: "c2", content: "no", is_error: true },
      ],
    ],
    ["assistant", [{ type: "text", text: "Done." }]],
    ["user", [{ type: "text", text: "You were interrupted." }]],
  ]);
  const { problems, openCalls } = mendTranscript((lines ?? []).map((line) => JSON.stringify(line)));
  expect({ problems, openCalls }).toEqual({ problems: [], openCalls: [] });
});

it("names and ids of other agents become such as Claude's provider takes", () => {
  const made = blocks([say("user", "Go."), call("call:1 ü", "fs/read file"), result("call:1 ü", "x")]);
  const id = "toolu_00000000000040008000000000000001";
  expect(made?.[1]).toEqual(["assistant", [{ type: "tool_use", id, name: "fs_read_file", input: {} }]]);
  expect(made?.[2]).toEqual(["user", [{ type: "tool_result", tool_use_id: id, content: "x" }]]);
});

it("a call without a result gets one when something follows, and stays open at the end", () => {
  const made = blocks([say("user", "Go."), call("c1", "run"), say("user", "Well?"), call("c2", "run")]);
  expect(made?.[2]).toEqual([
    "user",
    [
      { type: "tool_result", tool_use_id: "c1", content: OUTCOME_UNKNOWN, is_error: true },
      { type: "text", text: "Well?" },
    ],
  ]);
  expect(made?.at(-1)).toMatchObject(["assistant", [{ id: "c2" }]]);
});

it("of a conversation that is too long the end is taken, from a user's message on", () => {
  const long = "x".repeat(250_000);
  const made = blocks([
    say("user", "First."),
    say("assistant", long),
    say("user", "Second."),
    say("assistant", long),
    say("user", "Third."),
    say("assistant", long),
  ]);
  expect(made?.length).toBe(4);
  expect(JSON.stringify(made?.[0])).toContain("2 earlier messages");
  expect(JSON.stringify(made?.[0])).toContain("Second.");
});

it("nothing is made of nothing", () => {
  expect(rebuild([])).toBe(null);
  expect(rebuild([say("thinking", "Hm."), say("assistant", " ")])).toBe(null);
  expect(blocks([say("assistant", "I am first.")])?.[0]).toEqual([
    "user",
    [{ type: "text", text: "[Go on.]" }],
  ]);
});
