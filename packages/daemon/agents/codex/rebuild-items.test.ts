import { expect, test } from "vitest";
import type { PastMaterials } from "../past.ts";
import { rebuildItems } from "./rebuild-items.ts";

type Message = PastMaterials["messages"][number];

const message = (role: Message["role"], content: string, changes: Partial<Message> = {}): Message => ({
  role,
  content,
  toolCallId: null,
  toolName: null,
  toolInput: null,
  isError: false,
  createdAt: "2026-11-21T10:00:00.000Z",
  ...changes,
});
const shell = { toolCallId: "call_1", toolName: "mcp:Bash" };

test("a conversation of another kind of agent becomes one of Codex, without its thoughts", () => {
  const items = rebuildItems([
    message("user", "The plan"),
    message("thinking", "hm"),
    message("assistant", "I look."),
    message("tool_call", "ls", { ...shell, toolInput: { command: "ls" } }),
    message("tool_result", "gone", { ...shell, isError: true }),
    message("notice", "You were interrupted."),
    message("assistant", ""),
  ]);
  expect(items).toEqual([
    { type: "message", role: "user", content: [{ type: "input_text", text: "The plan" }] },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "I look." }] },
    { type: "function_call", call_id: "call_1", name: "mcp_Bash", arguments: '{"command":"ls"}' },
    { type: "function_call_output", call_id: "call_1", output: "Error: gone" },
    { type: "message", role: "user", content: [{ type: "input_text", text: "You were interrupted." }] },
  ]);
});

test("ids and names have the length that models allow, and a call keeps its result", () => {
  const long = { toolCallId: `${"session:".repeat(20)}7`, toolName: "n".repeat(100) };
  const [call, result] = rebuildItems([
    message("tool_call", "", { ...long, toolInput: "no object" }),
    message("tool_result", "done", long),
  ]);
  expect(call).toMatchObject({ name: "n".repeat(64), arguments: "{}" });
  const id = call?.type === "function_call" ? call.call_id : "";
  expect(id).toHaveLength(64);
  expect(result).toMatchObject({ call_id: id });
});

test("of a conversation that is too long the first message and the newest stay", () => {
  const long = Array.from({ length: 100 }, (_, index) =>
    message("assistant", `${index} ${"x".repeat(10_000)}`),
  );
  const items = rebuildItems([message("user", "The plan"), ...long]);
  const texts = items.map((item) => (item.type === "message" ? item.content[0]?.text : ""));
  expect(texts[0]).toBe("The plan");
  expect(texts[1]).toBe("[41 entries of the conversation are left out here.]");
  expect(texts[2]?.startsWith("41 ")).toBe(true);
  expect(texts.at(-1)?.startsWith("99 ")).toBe(true);
});

test("a long output keeps its ends", () => {
  const text = `first${"x".repeat(100_000)}last`;
  const [, output] = rebuildItems([message("tool_call", "", shell), message("tool_result", text, shell)]);
  const kept =
    output?.type === "function_call_output" && typeof output.output === "string" ? output.output : "";
  expect(kept.startsWith("first") && kept.endsWith("last")).toBe(true);
  expect(kept).toContain("[84009 characters are left out]");
});
