// Any program that speaks ACP will do. No agent on npm runs without a model or a network, so this one is written by hand from the
// protocol's documentation, without its SDK and in another style than ours.
import { fileURLToPath } from "node:url";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const AGENT = fileURLToPath(import.meta.resolve("./hand-written-acp-agent-without-sdk.js"));

test.each([
  ["in the same turn", "30000"],
  ["in its next turn", "0"],
])(
  "it supervises and works, from the goal to the merged branch, and hears of its worker %s",
  async (_when, toolWaitMs) => {
    const agents = {
      "by-hand": { driver: "acp" as const, command: [process.execPath, AGENT], env: {}, stateFolders: [] },
    };
    const story = await openStory({ agents, daemonEnvironment: { MAKIMA_TOOL_WAIT_MS: toolWaitMs } });
    const before = await story.repository.own();
    const contract = await story.startContract({
      goal: "Have a file by-hand.txt.",
      supervisorAgent: "by-hand",
      workerAgent: "by-hand",
    });
    await contract.ended();

    expect(await story.repository.show(contract.branch, "by-hand.txt")).toBe("written by hand");
    const tasks = await contract.tasks();
    expect(tasks.map(({ kind, agent, status }) => [kind, agent, status])).toEqual([
      ["supervisor", "by-hand", "done"],
      ["worker", "by-hand", "done"],
    ]);
    const worker = await contract.conversation((await contract.task("by hand")).id);
    expect(worker.map(({ role, content }) => [role, content])).toEqual(
      expect.arrayContaining([["assistant", "I write one file."]]),
    );
    const edits = worker.filter(({ toolCallId }) => toolCallId === "the-one-edit");
    expect(edits.map(({ role }) => role)).toEqual(["tool_call", "tool_result"]);
    expect(await contract.events("restoration.")).toEqual([]);
    expect(await story.repository.own()).toBe(before);
    await story.checkHistory();
  },
);
