// A real agent begins, asks, and waits; another kind of agent takes its conversation over, knows what was said and done, and hears the answer once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";

const SCRIPT = `
steps:
  - say: The word is heron.
  - run: echo looked at the pond
    expect: 0
  - ask: { question: Which way?, choices: [left, right] }
    as: way
  - recall: true
  - ask: { question: And then?, choices: [up, down] }
    as: then
  - tool: complete_contract
    args: { summary: "\${way.response} \${then.response}" }
`;

const AGENTS = { claude: claudeAgent, codex: codexAgent, gemini: geminiAgent, opencode: opencodeAgent };
type Name = keyof typeof AGENTS;

test.each<[Name, Name, string]>([
  ["claude", "codex", "rebuilt"],
  ["codex", "claude", "rebuilt"],
  ["claude", "gemini", "rebuilt"],
  ["codex", "opencode", "rebuilt"],
])("what %s began %s goes on with", async (first, second, rung) => {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const story = await openStory({
    agents: {
      [first]: await AGENTS[first](folder, model.url),
      [second]: await AGENTS[second](folder, model.url),
    },
  });
  const contract = await story.startContract({ script: SCRIPT, supervisorAgent: first });
  const asked = await contract.openQuestion();
  await eventually("it waits", async () => (await contract.task("supervisor")).status === "waiting");
  const before = await contract.task("supervisor");

  await story.client.resumeSupervisor({ id: contract.id, resumeMode: "continue", agent: second });
  await eventually("the other agent has had a turn", async () => {
    const { agent, epoch, status } = await contract.task("supervisor");
    return agent === second && epoch > before.epoch && status === "waiting";
  });
  await story.client.answerQuestion({ id: asked.id, choices: ["left"] });
  const next = await contract.openQuestion([asked.id]);
  await story.client.answerQuestion({ id: next.id, choices: ["up"] });
  await contract.ended();

  const [completed] = await contract.events("contract.completed");
  expect(completed?.data["summary"]).toBe("left up");
  const said = (await contract.conversation(before.id)).filter(({ role }) => role === "assistant");
  const recalled = said.find(({ content }) => content.startsWith("RECALL "))?.content ?? "";
  expect(recalled).toContain("The word is heron.");
  expect(recalled).toContain("looked at the pond");
  const rungs = (await contract.events("task.running")).map(({ data }) => data["rung"]);
  expect(rungs).toContain(rung);
  expect(await contract.events("question.asked")).toHaveLength(2);
});
