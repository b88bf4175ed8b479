// Updates as Gemini CLI 0.61.0 and OpenCode 1.18.33 sent them.
import { expect, test } from "vitest";
import { quirksOf } from "./quirks.ts";
import { readUpdate } from "./read-update.ts";

const gemini = quirksOf("gemini-cli");
const update = (told: object): object => ({ sessionId: "s", update: told });

test("of a call whose arguments Gemini does not tell, its name and what it shows are kept", () => {
  const command = {
    sessionUpdate: "tool_call",
    toolCallId: "run_shell_command__run_shell_command_1795269733028_0",
    status: "in_progress",
    title: "echo kiwi",
    content: [],
    locations: [],
    kind: "execute",
  };
  expect(readUpdate(update(command), gemini)).toMatchObject({
    name: "run_shell_command",
    input: { command: "echo kiwi" },
  });
  const reading = { ...command, toolCallId: "read_file__1", title: "a.txt", kind: "read" };
  expect(readUpdate(update({ ...reading, locations: [{ path: "/tmp/a.txt" }] }), gemini)).toMatchObject({
    name: "read_file",
    input: { path: "/tmp/a.txt" },
  });
});

test("arguments that are told are taken as they are, and of a tool of ours none are made up", () => {
  const opencode = {
    sessionUpdate: "tool_call_update",
    toolCallId: "call_1",
    kind: "execute",
    title: "ls",
    rawInput: { command: "ls", cwd: "/tmp" },
  };
  expect(readUpdate(update(opencode))).toMatchObject({ input: { command: "ls", cwd: "/tmp" } });
  const ours = {
    sessionUpdate: "tool_call_update",
    toolCallId: "mcp_makima_report_progress__mcp_makima_report_progress_1795269733330_0",
    status: "completed",
    title: "report_progress (makima MCP Server)",
    locations: [],
    kind: "other",
  };
  expect(readUpdate(update(ours), gemini)).not.toHaveProperty("input");
});
