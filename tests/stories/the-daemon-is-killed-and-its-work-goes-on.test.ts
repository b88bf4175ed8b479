// The daemon dies with a worker in its turn. When it is back, the worker is restored with its files and its conversation, and finishes.
import { blocksOf } from "@makima/testkit/agent-log";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - say: I begin.
  - write: first.txt
    content: first
  - hang: true
    once: true
  - write: second.txt
    content: second
  - tool: complete_task
    args: { summary: Both files are written }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: writer, plan: "script: ./writer.yaml" }
    as: writer
  - wait: \${writer.taskId}
  - merge: \${writer.taskId}
  - tool: complete_contract
    args: { summary: done }
`;

test.each([
  ["scripted", "loaded"],
  ["scripted-no-load", "told"],
])("the worker of %s is restored (%s) from where it was", async (agent, rung) => {
  const story = await openStory({ repository: { files: { "writer.yaml": WORKER } } });
  const contract = await story.startContract({ script: SUPERVISOR, workerAgent: agent });
  const { id } = await contract.task("writer");
  await eventually("the worker hangs in its turn, and all before it is kept", async () => {
    const hangs = (await story.agentLog()).some(({ kind }) => kind === "hang");
    const kept = (await contract.conversation(id)).map(({ role }) => role);
    return hangs && kept.includes("assistant") && kept.includes("tool_result");
  });

  const [daemon] = story.daemons;
  await daemon?.kill();
  await daemon?.restart();
  await contract.ended();

  const task = await story.client.getTask({ id });
  expect([task.status, task.epoch, task.restorationCount]).toEqual(["done", 2, 1]);
  // The supervisor's agent may have been alive as well, with nothing to do.
  const restored = (await contract.events("restoration.done")).find(({ taskId }) => taskId === id);
  expect(restored?.data).toMatchObject({ name: "writer", source: "daemon_restart", number: 1 });
  const runs = await contract.events("task.running");
  expect(runs.filter(({ taskId }) => taskId === id).map(({ data }) => data["rung"])).toEqual(["new", rung]);
  const log = await story.agentLog();
  const notices = log.flatMap(blocksOf).filter(({ kind }) => kind === "restoration");
  expect(notices).toContainEqual(
    expect.objectContaining({ number: 1, source: "daemon_restart", spawnedTasks: [] }),
  );
  // What it had said stands once, and what it had written was not written again.
  const said = (await contract.conversation(id)).filter(({ role }) => role === "assistant");
  expect(said.filter(({ content }) => content === "I begin.")).toHaveLength(1);
  const files = log.filter(({ type, kind }) => type === "effect" && kind === "write");
  expect(files).toHaveLength(2);
  expect(await story.repository.show(contract.branch, "first.txt")).toBe("first");
  expect(await story.repository.show(contract.branch, "second.txt")).toBe("second");
  await story.checkHistory();
});
