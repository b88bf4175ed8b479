// An answer that is given after agent, daemon and server were killed: the agent's model hears it, and hears it once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";

const SCRIPT = `
steps:
  - say: I need to know one thing.
  - run: echo looked
    expect: 0
  - ask: Which fruit shall it be?
    as: fruit
  - say: It shall be \${fruit.response}
  - tool: complete_contract
    args: { summary: "It is \${fruit.response}" }
`;

test.each([
  ["claude", claudeAgent],
  ["codex", codexAgent],
  ["gemini", geminiAgent],
  ["opencode", opencodeAgent],
] as const)("%s goes on with it", async (name, agentOf) => {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const story = await openStory({ agents: { [name]: await agentOf(folder, model.url) } });
  const contract = await story.startContract({ script: SCRIPT, supervisorAgent: name });
  const question = await contract.openQuestion();

  const [daemon] = story.daemons;
  await Promise.all([daemon?.kill(), story.killServer()]);
  await story.restartServer();
  await story.client.answerQuestion({ id: question.id, response: "a pomegranate" });
  await daemon?.restart();
  await contract.ended();

  const [completed] = await contract.events("contract.completed");
  expect(completed?.data["summary"]).toBe("It is a pomegranate");
  expect(model.timesHeard("pomegranate")).toBe(1);
  const asked = await contract.events("question.asked");
  expect(asked).toHaveLength(1);
  await story.checkHistory({ modelRequests: model.requests });
});
