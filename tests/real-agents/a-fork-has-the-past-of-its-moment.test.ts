// A waiting agent's task is forked at a checkpoint: the fork knows what was said and has the code of then, and nothing of what came behind it.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";

const ORIGINAL = `
steps:
  - say: The word is heron.
  - write: kiwi.txt
    content: kiwi
  - tool: create_checkpoint
    args: { message: the moment }
  - say: The later word is mango.
  - write: mango.txt
    content: mango
  - ask: { question: Which way?, choices: [left, right] }
    as: way
  - tool: complete_contract
    args: { summary: "\${way.response}" }
`;

const OTHERWISE = `Try it otherwise.

\`\`\`makima-script
steps:
  - recall: true
  - write: plum.txt
    content: plum
  - tool: complete_task
    args: { summary: The fork is done }
\`\`\`
`;

test.each([
  ["claude", claudeAgent],
  ["codex", codexAgent],
  ["gemini", geminiAgent],
  ["opencode", opencodeAgent],
] as const)(
  "%s goes on from there in the fork, and the original from where it was",
  async (name, agentOf) => {
    const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
    const model = await startScriptedModel();
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
    const story = await openStory({ agents: { [name]: await agentOf(folder, model.url) } });
    const contract = await story.startContract({
      script: ORIGINAL,
      supervisorAgent: name,
      workerAgent: name,
    });
    const question = await contract.openQuestion();
    await eventually("it waits", async () => (await contract.task("supervisor")).status === "waiting");
    const { id } = await contract.task("supervisor");

    const { tasks } = await story.client.forkTask({
      id,
      forkFromType: "checkpoint",
      forkFromValue: "1",
      newTaskName: "otherwise",
      newTaskPlan: OTHERWISE,
    });
    const fork = await eventually("the fork is done", async () => {
      const task = await story.client.getTask({ id: tasks[0]?.id ?? "" });
      return task.status === "done" && task;
    });
    const said = (await contract.conversation(fork.id)).map(({ content }) => content);
    const recalled = said.find((content) => content.startsWith("RECALL ")) ?? "";
    expect(recalled).toContain("The word is heron.");
    expect(recalled).not.toContain("The later word is mango.");
    const files = (await readdir(fork.worktreePath ?? "")).filter((file) => file.endsWith(".txt"));
    expect(files.toSorted()).toEqual(["kiwi.txt", "plum.txt"]);

    await story.client.answerQuestion({ id: question.id, choices: ["left"] });
    await contract.ended();
    const [completed] = await contract.events("contract.completed");
    expect(completed?.data["summary"]).toBe("left");
    expect(model.timesHeard('"response":"left"')).toBe(1);
  },
);
