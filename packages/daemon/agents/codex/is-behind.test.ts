import { expect, test } from "vitest";
import type { PastMaterials } from "../past.ts";
import { isBehind } from "./is-behind.ts";
import { makeCall, say } from "./item.ts";

type Message = PastMaterials["messages"][number];
const message = (role: Message["role"], content: string, toolCallId: string | null = null): Message => ({
  ...{ role, content, toolCallId, toolName: null, toolInput: null, isError: false },
  createdAt: "2026-11-21T10:00:00.000Z",
});
const items = [
  say("user", "Go"),
  say("assistant", "I look."),
  makeCall({ callId: "c1", tool: "ls", input: {} }),
];

test.each<[string, boolean, Message[]]>([
  ["nothing was done or said", false, [message("user", "Go")]],
  ["the last call is there", false, [message("tool_call", "ls", "c1"), message("notice", "Restored.")]],
  ["the last call is not", true, [message("tool_call", "ls", "c1"), message("tool_call", "ls", "c2")]],
  ["the last words are there", false, [message("assistant", " I look.")]],
  ["the last words are not", true, [message("assistant", "I look. Done.")]],
  ["a plan has no call", false, [message("tool_call", "Plan", "plan-t-1")]],
])("%s: behind is %s", (_, expected, messages) => {
  expect(isBehind(items, messages)).toBe(expected);
});
