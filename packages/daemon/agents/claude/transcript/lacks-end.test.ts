import { expect, it } from "vitest";
import { lacksEnd } from "./lacks-end.ts";

const called = (id: string) => ({
  type: "assistant",
  message: { content: [{ type: "tool_use", id, name: "Bash" }] },
});
const message = (role: "tool_call" | "assistant", toolCallId: string | null) => ({
  ...{ role, content: "x", toolCallId, toolName: null, toolInput: null, isError: false },
  createdAt: "2026-11-21T10:00:00.000Z",
});

it("a transcript without the last call of the conversation ends too early, and words alone say nothing of that", () => {
  const messages = [message("tool_call", "c1"), message("tool_call", "c2"), message("assistant", null)];
  expect(lacksEnd([called("c1")], messages)).toBe(true);
  expect(lacksEnd([called("c1"), called("c2")], messages)).toBe(false);
  expect(lacksEnd([], [message("assistant", null)])).toBe(false);
});
