// Codex itself under server and daemon: as supervisor and worker through crashes, on another machine, and as the fork of another agent's task.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAgents, killAgents } from "@makima/testkit/agent-processes";
import { eventually } from "@makima/testkit/eventually";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory, type StorySettings } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { codexAgent } from "./agents.ts";

const planOf = (steps: string): string => `Do your part.\n\n\`\`\`makima-script\nsteps:\n${steps}\n\`\`\`\n`;

const worker = (beforeItAsks: string): string =>
  planOf(`
  - tool: report_progress
    args: { progress: 50, activity: Writing the file }
  - write: made.txt
    content: |
      made by Codex
${beforeItAsks}
  - ask: Which colour?
    as: colour
  - write: colour.txt
    content: "\${colour.response}"
  - run: cat made.txt
    expect: 0
  - tool: complete_task
    args: { summary: Both files are there. }`);

const supervisor = (plan: string): string =>
  planOf(`
  - spawn:
      name: paint
      plan: ${JSON.stringify(plan).replaceAll("${", () => "$${")}
    as: paint
  - wait: \${paint.taskId}
  - merge: \${paint.taskId}
  - tool: complete_contract
    args: { summary: It is painted. }
  - say: Done.`);

async function open(settings: StorySettings = {}) {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const agents = { codex: await codexAgent(folder, model.url) };
  const story = await openStory({ ...settings, agents });
  return { story, model, countCodex: async () => (await findAgents(folder)).length };
}

const workers = { supervisorAgent: "codex", workerAgent: "codex" };

test("a worker is killed in its turn, waits without a process, and hears an answer of after the crash exactly once", async () => {
  const { story, model, countCodex } = await open();
  const contract = await story.startContract({
    goal: supervisor(worker("  - hang: true\n    once: true")),
    ...workers,
  });
  const { id } = await contract.task("paint");
  await eventually("the file is made, and its model does not answer", async () => {
    const said = await contract.conversation(id);
    return said.some(({ role, toolName }) => role === "tool_result" && toolName === "apply_patch");
  });
  await eventually("the supervisor's own turn is over", async () => {
    return (await contract.task("supervisor")).status === "waiting";
  });
  const [daemon] = story.daemons;
  await daemon?.kill();
  await daemon?.restart();
  const question = await contract.openQuestion();
  expect(question.question).toBe("Which colour?");
  await eventually("nobody runs while both wait", async () => (await countCodex()) === 0);
  await daemon?.kill();
  await story.killServer();
  await story.restartServer();
  await daemon?.restart();
  await story.client.answerQuestion({ id: question.id, response: "cobalt" });
  await contract.ended();

  expect(await story.repository.show(contract.branch, "made.txt")).toBe("made by Codex");
  expect(await story.repository.show(contract.branch, "colour.txt")).toBe("cobalt");
  expect(model.timesHeard("cobalt")).toBe(1);
  const runs = await contract.events("task.running");
  const rungs = runs.filter(({ taskId }) => taskId === id).map(({ data }) => data["rung"]);
  expect(rungs).toEqual(["new", "loaded", "loaded"]);
  const tasks = await contract.tasks();
  expect(tasks.map(({ agent, status }) => [agent, status])).toEqual([
    ["codex", "done"],
    ["codex", "done"],
  ]);
});

test("its machine is lost while it waits: on another one it goes on from its own transcript", async () => {
  const { story, model } = await open({
    daemons: 0,
    serverEnvironment: { MAKIMA_LEASE_MS: "3000", MAKIMA_HEARTBEAT_MS: "500" },
  });
  const first = await story.addDaemon(0, "machine-a");
  const contract = await story.startContract({ goal: supervisor(worker("")), ...workers });
  const { id } = await contract.task("paint");
  const question = await contract.openQuestion();
  await eventually("its work is at the server", async () => {
    const { items } = await story.client.getCheckpoints({ id });
    return items.length > 0 && items.every(({ bundled }) => bundled);
  });
  await story.addDaemon(0, "machine-b");
  await first.kill();
  await killAgents(first.home);
  await eventually("its machine is given up", async () => {
    const { items } = await story.client.listDaemons({});
    return items.some(({ id, status }) => id === first.id && status === "offline");
  });
  await story.client.answerQuestion({ id: question.id, response: "cobalt" });
  await contract.ended();

  expect(await story.repository.show(contract.branch, "colour.txt")).toBe("cobalt");
  expect(model.timesHeard("cobalt")).toBe(1);
  const runs = await contract.events("task.running");
  const rungs = runs.filter(({ taskId }) => taskId === id).map(({ data }) => data["rung"]);
  expect([rungs[0], rungs.at(-1)]).toEqual(["new", "materialised"]);
});
