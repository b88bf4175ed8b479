// What is said to an agent that takes messages while its turn runs is heard in that turn; and heard once, whatever is killed meanwhile.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAgentChoice } from "@makima/core/agent";
import { eventually } from "@makima/testkit/eventually";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory } from "@makima/testkit/story";
import { describe, expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent } from "./agents.ts";

const SCRIPT = `
steps:
  - say: I begin.
  - run: while [ ! -e go-on ]; do sleep 0.1; done
  - say: I go on.
  - ask: Is it good?
    as: good
  - tool: complete_contract
    args: { summary: "It is \${good.response}" }
`;

type AgentOf = typeof claudeAgent;

/** A supervisor whose turn runs, in a command that ends when it is told to. */
async function begin(name: string, agentOf: AgentOf) {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const story = await openStory({
    agents: { [readAgentChoice(name).agent]: await agentOf(folder, model.url) },
  });
  const contract = await story.startContract({ script: SCRIPT, supervisorAgent: name });
  const supervisor = async () => (await contract.tasks()).find(({ kind }) => kind === "supervisor");
  const conversation = async () => {
    const task = await supervisor();
    return task === undefined ? [] : contract.conversation(task.id);
  };
  await eventually("the command runs", async () =>
    (await conversation()).some(
      ({ role, toolInput }) => role === "tool_call" && JSON.stringify(toolInput).includes("go-on"),
    ),
  );
  const task = await supervisor();
  if (task?.worktreePath == null) throw new Error("a task that runs has a worktree");
  const { id, worktreePath } = task;
  return {
    ...{ story, contract, model, id, conversation },
    say: () => story.client.messageTask({ id, text: "Take a papaya." }),
    letItGoOn: () => writeFile(join(worktreePath, "go-on"), ""),
    isPlaced: async () =>
      (await conversation()).some(({ role, content }) => role === "user" && content.includes("papaya")),
    finish: async () => {
      // Claude, given a message while it asks, may ask again in the same turn: each is answered.
      await contract.openQuestion();
      await eventually("every question is answered and the contract is over", async () => {
        const { items } = await story.client.listQuestions({ contractId: contract.id, status: "pending" });
        for (const { id } of items) await story.client.answerQuestion({ id, response: "good" });
        return (await contract.now()).status === "completed";
      });
      await story.checkHistory({ modelRequests: model.requests });
    },
  };
}

describe.each([
  // To this model Claude gives it with the words of people, to others beside the conversation.
  ["claude:claude-sonnet-4-5", claudeAgent],
  ["codex", codexAgent],
] as const)("%s", (name, agentOf) => {
  test("hears it in the turn that runs, and the conversation has it where it was heard", async () => {
    const world = await begin(name, agentOf);
    await world.say();
    await world.letItGoOn();
    await eventually("it is heard", () => world.isPlaced());
    await world.finish();
    expect(world.model.timesHeard("Take a papaya.")).toBe(1);
    const said = (await world.conversation()).flatMap(({ role, content }) =>
      role === "user" || role === "assistant" ? [content] : [],
    );
    const at = said.findIndex((content) => content.includes("papaya"));
    expect(said.slice(0, at)).toContain("I begin.");
    expect(said[at + 1]).toBe("I go on.");
  });

  test("hears it once when daemon and agent are killed before it was heard", async () => {
    const world = await begin(name, agentOf);
    await world.say();
    const [daemon] = world.story.daemons;
    await daemon?.kill();
    await world.letItGoOn();
    await daemon?.restart();
    await world.finish();
    expect(world.model.timesHeard("Take a papaya.")).toBe(1);
  });

  test("hears it once when daemon and agent are killed behind it", async () => {
    const world = await begin(name, agentOf);
    await world.say();
    await world.letItGoOn();
    await eventually("it is heard", () => world.isPlaced());
    const [daemon] = world.story.daemons;
    await daemon?.kill();
    await daemon?.restart();
    await world.finish();
    expect(world.model.timesHeard("Take a papaya.")).toBe(1);
  });
});
