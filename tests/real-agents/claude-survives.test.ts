// Contracts with Claude Code whose agent, daemon, server or machine goes away: what people and tasks tell it reaches its model exactly once.
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAgents } from "@makima/testkit/agent-processes";
import { moveClock } from "@makima/testkit/clock";
import type { StoryContract } from "@makima/testkit/contract";
import { eventually } from "@makima/testkit/eventually";
import { type ScriptedModel, startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory, type Story, type StorySettings } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent } from "./agents.ts";

const scriptOf = (steps: string): string => `Follow it.\n\n\`\`\`makima-script\nsteps:\n${steps}\n\`\`\`\n`;

const ASK = scriptOf(`
  - ask: { question: Tea or coffee?, choices: [tea, coffee] }
    as: drink
  - tool: complete_contract
    args: { summary: "We have \${drink.response}" }`);

async function openWorld(settings: StorySettings = {}): Promise<{ story: Story; model: ScriptedModel }> {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const story = await openStory({ ...settings, agents: { claude: await claudeAgent(folder, model.url) } });
  return { story, model };
}

const begin = (story: Story, goal: string): Promise<StoryContract> =>
  story.startContract({ goal, supervisorAgent: "claude", workerAgent: "claude" });

const parked = (story: Story, contract: StoryContract): Promise<unknown> =>
  eventually("the supervisor is parked", async () => {
    const [ended] = await contract.events("run.ended");
    return ended?.data["reason"] === "parked" && (await findAgents(story.root)).length === 0;
  });

const rungsOf = async (contract: StoryContract, taskId: string): Promise<unknown[]> =>
  (await contract.events("task.running"))
    .filter((event) => event.taskId === taskId)
    .map(({ data }) => data["rung"]);

const ANSWER = '"response":"coffee"';

test("an answer a day later is the result of the call that asked", async () => {
  const { story, model } = await openWorld();
  const contract = await begin(story, ASK);
  const question = await contract.openQuestion();
  await parked(story, contract);
  await moveClock(story.database, "1 day");
  await story.client.answerQuestion({ id: question.id, choices: ["coffee"] });
  await contract.ended();

  const supervisor = (await contract.tasks())[0];
  expect(await rungsOf(contract, supervisor?.id ?? "")).toEqual(["new", "loaded"]);
  expect(model.timesHeard(ANSWER)).toBe(1);
  expect(await contract.events("restoration.")).toEqual([]);
  expect(await contract.events("question.asked")).toHaveLength(1);
});

test("an answer reaches the model once, after agent, daemon and server were killed", async () => {
  const { story, model } = await openWorld();
  const contract = await begin(story, ASK);
  const question = await contract.openQuestion();
  const [daemon] = story.daemons;
  await daemon?.kill();
  await story.killServer();
  await story.restartServer();
  await daemon?.restart();
  await story.client.answerQuestion({ id: question.id, choices: ["coffee"] });
  await contract.ended();
  expect(model.timesHeard(ANSWER)).toBe(1);
  expect(await contract.events("question.asked")).toHaveLength(1);
});

const WORKER = scriptOf(`
  - say: I begin.
  - run: echo mango$((40+2)) | tee first.txt
    expect: 0
  - run: sleep 600
    onError: continue
  - write: second.txt
    content: second
  - recall: { matching: 'mango\\d+' }
  - tool: complete_task
    args: { summary: Both files are written }`);

const SUPERVISOR = scriptOf(`
  - spawn:
      name: writer
      plan: ${JSON.stringify(WORKER)}
    as: writer
  - wait: \${writer.taskId}
  - merge: \${writer.taskId}
  - tool: complete_contract
    args: { summary: done }`);

test("a worker that is killed in a tool goes on with its own transcript, and its supervisor hears of it once", async () => {
  const { story, model } = await openWorld();
  const contract = await begin(story, SUPERVISOR);
  const { id } = await contract.task("writer");
  await eventually("the worker is in its long tool", async () => {
    const calls = (await contract.conversation(id)).filter(({ role }) => role === "tool_call");
    return calls.length === 2;
  });
  const [daemon] = story.daemons;
  await daemon?.kill();
  await daemon?.restart();
  await contract.ended();

  expect(await rungsOf(contract, id)).toEqual(["new", "loaded"]);
  const words = (await contract.conversation(id)).map(({ content }) => content).join("\n");
  expect(words).toContain("RECALL mango42");
  expect(model.timesHeard('"summary":"Both files are written"')).toBe(1);
  expect(await story.repository.show(contract.branch, "first.txt")).toBe("mango42");
  expect(await story.repository.show(contract.branch, "second.txt")).toBe("second");
  await story.checkHistory({ modelRequests: model.requests });
});

test("a supervisor whose machine is lost goes on elsewhere with its own transcript and its answer", async () => {
  const { story, model } = await openWorld({
    daemons: 0,
    serverEnvironment: { MAKIMA_LEASE_MS: "3000", MAKIMA_HEARTBEAT_MS: "500" },
  });
  const first = await story.addDaemon(0, "machine-a");
  const contract = await begin(
    story,
    ASK.replace("steps:", "steps:\n  - run: echo kiwi$((40+2))\n    expect: 0"),
  );
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

  const supervisor = (await contract.tasks())[0];
  expect(await rungsOf(contract, supervisor?.id ?? "")).toEqual(["new", "materialised"]);
  expect(model.timesHeard(ANSWER)).toBe(1);
  expect(model.timesHeard("kiwi42")).toBe(1);
});

test("a supervisor that is taken back goes on with a transcript made of what is left", async () => {
  const { story, model } = await openWorld();
  const steps = `
  - run: echo kiwi$((40+2)) | tee kiwi.txt
    expect: 0
  - tool: create_checkpoint
    args: { message: one }
  - run: echo mango$((40+2))
    expect: 0
  - ask: { question: Tea or coffee?, choices: [tea, coffee] }
    as: drink
  - recall: { matching: 'kiwi\\d+|mango\\d+' }
  - tool: complete_contract
    args: { summary: "We have \${drink.response}" }`;
  const contract = await begin(story, scriptOf(steps));
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

  expect(await rungsOf(contract, id)).toContain("rebuilt");
  expect(model.timesHeard(ANSWER)).toBe(1);
  // The words of the branch that was left are heard once more, for they were said again, and not twice in one conversation.
  expect(model.timesHeard("mango42")).toBe(1);
});
