// What an agent is given of a conversation that it did not hold itself.
import { expect, test } from "vitest";
import type { PastMaterials } from "../../past.ts";
import { rebuildTurns } from "./rebuild-turns.ts";

type Message = PastMaterials["messages"][number];

const message = (given: Partial<Message>): Message => ({
  ...{ role: "user", content: "", toolCallId: null, toolName: null, toolInput: null },
  ...{ isError: false, createdAt: "1970-01-01T00:00:01Z" },
  ...given,
});
const rebuilt = (...messages: Message[]) => rebuildTurns(messages, (tool) => `mcp_makima_${tool}`);
const atMs = 1000;

test("each call has its one result, and our tools the name that the agent gives them", () => {
  const call = { role: "tool_call", toolCallId: "1", toolName: "ask_question", toolInput: { question: "?" } };
  expect(
    rebuilt(
      message({ content: "Go." }),
      message({ role: "thinking", content: "hm" }),
      message({ ...call, role: "tool_call" }),
      message({ role: "tool_call", toolCallId: "2", toolName: "apply patch" }),
      message({ role: "tool_result", toolCallId: "2", content: "torn", isError: true }),
      message({ role: "tool_result", toolCallId: "1", content: "yes" }),
      message({ role: "tool_call", toolCallId: "3", toolName: "run" }),
      message({ role: "assistant", content: "Done." }),
      message({ role: "notice", content: "Look out." }),
    ),
  ).toEqual([
    { role: "user", text: "Go.", atMs },
    {
      role: "assistant",
      parts: [
        {
          ...{ kind: "call", id: "1", tool: "mcp_makima_ask_question", input: { question: "?" } },
          ...{ output: "yes", isError: false },
        },
      ],
      atMs,
    },
    {
      role: "assistant",
      parts: [{ kind: "call", id: "2", tool: "apply_patch", input: {}, output: "torn", isError: true }],
      atMs,
    },
    {
      role: "assistant",
      parts: [{ kind: "call", id: "3", tool: "run", input: {}, output: "outcome unknown", isError: true }],
      atMs,
    },
    { role: "assistant", parts: [{ kind: "text", text: "Done." }], atMs },
    { role: "user", text: "Look out.", atMs },
  ]);
});

test("of a long conversation the first message and the newest ones are kept, and of a long output its ends", () => {
  const long = Array.from({ length: 200 }, (_, index) =>
    message({ role: "assistant", content: `${index} ${"x".repeat(10_000)}` }),
  );
  const turns = rebuilt(message({ content: "Go." }), ...long);
  expect(turns[0]).toMatchObject({ text: "Go." });
  expect(JSON.stringify(turns[1])).toMatch(/"\[\d+ entries/);
  expect(JSON.stringify(turns.at(-1))).toContain('"199 x');
  expect(JSON.stringify(turns).length).toBeLessThan(610_000);
  const shown = message({ role: "tool_result", toolCallId: "1", content: `a${"x".repeat(50_000)}z` });
  const [call] = rebuilt(message({ role: "tool_call", toolCallId: "1", toolName: "run" }), shown);
  expect(JSON.stringify(call).length).toBeLessThan(17_000);
  expect(JSON.stringify(call)).toContain("characters are left out");
});
