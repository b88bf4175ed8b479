// Contracts with Gemini CLI and OpenCode: an answer after their process has gone, work that is taken back, a fork, and another machine.
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAgents } from "@makima/testkit/agent-processes";
import type { StoryContract } from "@makima/testkit/contract";
import { eventually } from "@makima/testkit/eventually";
import { type ScriptedModel, startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory, type Story, type StorySettings } from "@makima/testkit/story";
import { describe, expect, onTestFinished, test } from "vitest";
import { geminiAgent, opencodeAgent } from "./agents.ts";

const AGENTS = [
  ["gemini", geminiAgent],
  ["opencode", opencodeAgent],
] as const;

const scriptOf = (steps: string): string => `Follow it.\n\n\`\`\`makima-script\nsteps:\n${steps}\n\`\`\`\n`;

const ASK = scriptOf(`
  - write: kiwi.txt
    content: kiwi
  - tool: create_checkpoint
    args: { message: one }
  - write: mango.txt
    content: mango
  - ask: { question: Tea or coffee?, choices: [tea, coffee] }
    as: drink
  - tool: complete_contract
    args: { summary: "We have \${drink.response}" }`);

const ANSWER = '"response":"coffee"';

describe.each(AGENTS)("%s", (name, agentOf) => {
  async function openWorld(settings: StorySettings = {}): Promise<{ story: Story; model: ScriptedModel }> {
    const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
    const model = await startScriptedModel();
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
    const story = await openStory({ ...settings, agents: { [name]: await agentOf(folder, model.url) } });
    return { story, model };
  }
  const begin = (story: Story): Promise<StoryContract> =>
    story.startContract({ goal: ASK, supervisorAgent: name, workerAgent: name });
  const parked = (story: Story, contract: StoryContract): Promise<unknown> =>
    eventually("the supervisor is parked", async () => {
      const [ended] = await contract.events("run.ended");
      return ended?.data["reason"] === "parked" && (await findAgents(story.root)).length === 0;
    });
  const rungsOf = async (contract: StoryContract): Promise<unknown[]> =>
    (await contract.events("task.running")).map(({ data }) => data["rung"]);

  test("hears once what was answered when its process had gone", async () => {
    const { story, model } = await openWorld({ serverEnvironment: { MAKIMA_PARK_AFTER_MS: "1000" } });
    const contract = await begin(story);
    const question = await contract.openQuestion();
    await parked(story, contract);
    await story.client.answerQuestion({ id: question.id, choices: ["coffee"] });
    await contract.ended();
    expect(model.timesHeard(ANSWER)).toBe(1);
    expect(await contract.events("question.asked")).toHaveLength(1);
    expect(await contract.events("restoration.")).toEqual([]);
    expect((await rungsOf(contract)).at(-1)).toMatch(/loaded|rebuilt/);
  });

  test("is taken back and asks again; what was left is out of its sight", async () => {
    const { story, model } = await openWorld({ serverEnvironment: { MAKIMA_PARK_AFTER_MS: "1000" } });
    const contract = await begin(story);
    const question = await contract.openQuestion();
    await parked(story, contract);
    const { supervisorTaskId: id } = await story.client.getSupervisor({ id: contract.id });
    await story.client.rewindTask({
      id,
      checkpointNumber: 1,
      rewindConversation: true,
      afterPoint: "withdraw",
    });
    await story.client.messageTask({ id, text: "Go on." });
    const again = await contract.openQuestion([question.id]);
    await story.client.answerQuestion({ id: again.id, choices: ["coffee"] });
    await contract.ended();
    expect(await rungsOf(contract)).toContain("rebuilt");
    expect(model.timesHeard(ANSWER)).toBe(1);
  });

  test("goes on elsewhere when its machine is lost, with what it knew and its answer", async () => {
    const { story, model } = await openWorld({
      daemons: 0,
      serverEnvironment: {
        ...{ MAKIMA_LEASE_MS: "5000", MAKIMA_HEARTBEAT_MS: "500", MAKIMA_PARK_AFTER_MS: "1000" },
      },
    });
    const first = await story.addDaemon(0, "machine-a");
    const contract = await begin(story);
    const question = await contract.openQuestion();
    await parked(story, contract);
    await story.addDaemon(0, "machine-b");
    await first.kill();
    await rename(first.home, `${first.home}-lost`);
    await eventually("it is known that the machine is lost", async () => {
      const { items } = await story.client.listDaemons({});
      return items.some(({ status }) => status === "offline");
    });
    await story.client.answerQuestion({ id: question.id, choices: ["coffee"] });
    await contract.ended();
    expect((await rungsOf(contract)).at(-1)).toBe("rebuilt");
    expect(model.timesHeard(ANSWER)).toBe(1);
    expect(await contract.events("question.asked")).toHaveLength(1);
  });
});
