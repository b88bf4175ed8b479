// Replays as Gemini CLI 0.61.0 and OpenCode 1.18.33 sent them.
import { expect, test } from "vitest";
import { Replay } from "./replay.ts";

const replayOf = (...updates: readonly object[]): Replay => {
  const replay = new Replay();
  for (const update of updates) replay.take({ sessionId: "s", update });
  return replay;
};
const chunk = (sessionUpdate: string, text: string, more: object = {}): object => ({
  sessionUpdate,
  ...more,
  content: { type: "text", text },
});

test("texts and calls are kept in their order, and pieces of a text are put together", () => {
  const replay = replayOf(
    chunk("user_message_chunk", "Follow it.", { messageId: "msg_1" }),
    chunk("agent_message_chunk", "The word ", { messageId: "msg_2" }),
    chunk("agent_message_chunk", "is QUINCE.", { messageId: "msg_2" }),
    { sessionUpdate: "tool_call", toolCallId: "call_1", title: "ls", kind: "execute", status: "pending" },
    { sessionUpdate: "tool_call_update", toolCallId: "call_1", status: "completed", content: [] },
    chunk("agent_message_chunk", "Here."),
  );
  expect(replay.items).toEqual([
    { kind: "text", role: "user", text: "Follow it." },
    { kind: "text", role: "assistant", text: "The word is QUINCE." },
    { kind: "call", id: "call_1", title: "ls", input: undefined },
    { kind: "text", role: "assistant", text: "Here." },
  ]);
});

test("what is no part of the conversation is left out", () => {
  const replay = replayOf(
    { sessionUpdate: "available_commands_update", availableCommands: [] },
    { sessionUpdate: "user_message_chunk", content: { type: "image", data: "" } },
  );
  replay.take("nothing");
  expect(replay.items).toEqual([]);
});
