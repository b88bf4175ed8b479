// An agent's name, with or without a model, there and back.
import { expect, test } from "vitest";
import { chooseEffort, composeHandOver, readAgentChoice, writeAgentChoice } from "./agent.ts";

test.each([
  ["claude", { agent: "claude", model: null }],
  ["claude:opus", { agent: "claude", model: "opus" }],
  ["opencode:local/some-model:30b", { agent: "opencode", model: "local/some-model:30b" }],
])("%s", (text, choice) => {
  expect(readAgentChoice(text)).toEqual(choice);
  expect(writeAgentChoice(choice)).toBe(text);
});

test("an effort is chosen for each agent that is named, or for none", () => {
  expect(chooseEffort(["claude", "codex"], "low")).toEqual({
    claude: { effort: "low" },
    codex: { effort: "low" },
  });
  expect(chooseEffort(["claude"], undefined)).toEqual({});
});

test("an agent that takes over is told from whom", () => {
  expect(composeHandOver("claude")).toContain("from another agent, claude.");
});
