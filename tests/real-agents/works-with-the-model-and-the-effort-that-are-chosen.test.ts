// The model and the effort that an owner chooses reach each program's provider; what an agent does not have is told.
import { acpDriver } from "@makima/daemon/agents/acp/acp-driver";
import { claudeDriver } from "@makima/daemon/agents/claude/claude-driver";
import { codexDriver } from "@makima/daemon/agents/codex/codex-driver";
import { TurnFailed } from "@makima/daemon/agents/driver";
import { expect, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";
import { openDriverWorld, script } from "./driver-world.ts";

test.each([
  ["Claude", claudeDriver, claudeAgent, { model: "claude-opus-4-6", effort: "low" }],
  ["Codex", codexDriver, codexAgent, { model: "gpt-5.1-codex", effort: "high" }],
  ["OpenCode", acpDriver, opencodeAgent, { model: "scripted/thorough", effort: "high" }],
  ["Gemini CLI", acpDriver, geminiAgent, { model: "gemini-3-flash-preview" }],
] as const)("%s", async (_name, driver, agentOf, chosen) => {
  const world = await openDriverWorld({ driver, agentOf });
  const { session, said } = await world.open(chosen);
  await session.prompt(script({ say: "With pleasure." }));
  expect(said()).toContain("With pleasure.");
  const asked = world.model.requests.at(-1)?.conversation;
  expect(chosen.model.endsWith(asked?.model ?? "nothing")).toBe(true);
  expect(asked?.effort).toBe("effort" in chosen ? chosen.effort : null);
});

test.each([["OpenCode", opencodeAgent, /refused the model "no\/such".*scripted\/scripted/]])(
  "%s is refused a model that it does not have, with those that it has",
  async (_name, agentOf, words) => {
    const world = await openDriverWorld({ driver: acpDriver, agentOf });
    const failure: unknown = await world.open({ model: "no/such" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TurnFailed);
    expect(failure).toMatchObject({
      fault: { kind: "model_unknown" },
      message: expect.stringMatching(words),
    });
  },
);

test("Gemini has no effort to choose, works all the same, and that is told", async () => {
  const world = await openDriverWorld({ driver: acpDriver, agentOf: geminiAgent });
  const { session, events, said } = await world.open({ effort: "low" });
  await session.prompt(script({ say: "As ever." }));
  expect(said()).toContain("As ever.");
  expect(events).toContainEqual({
    kind: "noise",
    text: "The effort low was not set: the agent offers no choice of it.",
  });
});
