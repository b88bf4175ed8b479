// The file that `gemini --session-file` reads; the real program takes it in tests/real-agents.
import { expect, test } from "vitest";
import { composeGeminiSession } from "./gemini-session.ts";
import type { Turn } from "./rebuild-turns.ts";

test("it begins with the session, and each message is a line, a call with its result", () => {
  const ends = [
    { output: "a.txt", isError: false },
    { output: "no", isError: true },
  ];
  const input = { command: "ls" };
  const calls = ends.map((end, at): Turn => {
    const call = { kind: "call", id: `${at}`, tool: "run_shell_command", input, ...end } as const;
    return { role: "assistant", atMs: 2000, parts: [call] };
  });
  const { sessionId, text } = composeGeminiSession([
    { role: "user", text: "Go.", atMs: 1000 },
    ...calls,
    { role: "assistant", atMs: 4000, parts: [{ kind: "text", text: "Done." }] },
  ]);
  expect(sessionId).toBe("latest");
  const lines = text.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { startTime: "1970-01-01T00:00:01.000Z", lastUpdated: "1970-01-01T00:00:04.000Z" },
    { type: "user", content: [{ text: "Go." }] },
    {
      type: "gemini",
      toolCalls: [{ status: "success", result: [{ functionResponse: { response: { output: "a.txt" } } }] }],
    },
    { type: "gemini", toolCalls: [{ status: "error" }] },
    { type: "gemini", content: "Done.", toolCalls: [] },
  ]);
});
