import { expect, test } from "vitest";
import { type Asked, decide } from "./script.ts";

const SCRIPT = `Do this:\n>> say hello\n>> tool spawn_task {"name": "a"}\n>> tool merge_task {"taskId": "\${1.taskId}"}\n>> recall`;
const asked = (...answers: Asked["turns"]): Asked => ({
  turns: [{ role: "user", text: SCRIPT }, ...answers],
  tools: ["read_file", "mcp_makima_spawn_task", "mcp_makima_merge_task"],
});
const said = { role: "assistant", text: "" } as const;

test("each answer is the script's next step", () => {
  expect(decide(asked())).toEqual({ kind: "say", text: "hello" });
  expect(decide(asked(said))).toEqual({ kind: "tool", name: "mcp_makima_spawn_task", input: { name: "a" } });
  expect(decide(asked(said, said, said, said))).toEqual({ kind: "say", text: "The script is over." });
});

test("a step takes values from the results before it, however often they were quoted on their way", () => {
  const result = { role: "tool", text: '{"output":"{\\"taskId\\":\\"t-1\\"}"}' } as const;
  expect(decide(asked(said, said, result))).toEqual({
    kind: "tool",
    name: "mcp_makima_merge_task",
    input: { taskId: "t-1" },
  });
});

test("it tells what has reached it, and what it lacks", () => {
  const result = { role: "tool", text: "{}" } as const;
  const recalled = decide(asked(said, said, result, said));
  expect(recalled.kind === "say" && recalled.text).toContain("5 turns");
  expect(decide({ turns: [], tools: [] }).kind).toBe("say");
  expect(decide({ turns: [{ role: "user", text: ">> tool nothing {}" }], tools: ["a"] })).toEqual({
    kind: "say",
    text: "I have no tool nothing, only a.",
  });
});
