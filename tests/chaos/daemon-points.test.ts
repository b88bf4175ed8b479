// The real daemon with git, sandbox and agents kills itself between two of its durable steps, and the contract comes to its end all the same.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - say: I begin.
  - write: first.txt
    content: first
  - tool: complete_task
    args: { summary: The file is written }
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
  "process started#2",
  "record spooled: tool_call#1",
  "record made: checkpoint#1",
  "record spooled: checkpoint#1",
  "command journaled: merge#1",
  "record made: command_done#2",
])("a daemon that dies at «%s» breaks no invariant", async (point) => {
  const story = await openStory({ repository: { files: { "writer.yaml": WORKER } }, daemonDiesAt: point });
  const contract = await story.startContract({ script: SUPERVISOR });
  const [daemon] = story.daemons;
  expect(await daemon?.died()).toBe("SIGKILL");
  await daemon?.restart();
  await contract.ended();
  expect(await story.repository.show(contract.branch, "first.txt")).toBe("first");
  expect(await contract.events("task.merged")).toHaveLength(1);
  await story.checkHistory();
});
