// The server dies under a working agent, which does not notice: what it says meanwhile is kept, and taken in when the server is back.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - say: I begin.
  - write: begun.txt
    content: begun
  - run: "while [ ! -e go ]; do sleep 0.05; done"
    expect: 0
  - say: I go on without a server.
  - tool: report_progress
    args: { progress: 50, activity: Half of it is there }
  - write: finished.txt
    content: finished
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

test("the worker goes on while no server is there, and nothing of it is lost or done twice", async () => {
  const story = await openStory({ repository: { files: { "writer.yaml": WORKER, ".gitignore": "go\n" } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("writer");
  const worktree = await eventually("the worker is in its loop", async () => {
    const isWriting = (await story.agentLog()).some(({ kind, verb }) => kind === "run" && verb === "run");
    return isWriting && (await story.client.getTask({ id })).worktreePath;
  });

  await story.killServer();
  await writeFile(join(worktree, "go"), "");
  await eventually("the worker calls a tool while there is no server", async () =>
    (await story.agentLog()).some(
      ({ kind, toolName }) => kind === "tool_call" && toolName === "report_progress",
    ),
  );
  await story.restartServer();
  await contract.ended();

  const { status, restorationCount, epoch } = await story.client.getTask({ id });
  expect({ status, restorationCount, epoch }).toEqual({ status: "done", restorationCount: 0, epoch: 1 });
  const said = (await contract.conversation(id)).filter(({ role }) => role === "assistant");
  expect(said.map(({ content }) => content)).toEqual(["I begin.", "I go on without a server."]);
  const effects = (await story.agentLog()).filter(({ type, kind }) => type === "effect" && kind === "write");
  expect(effects).toHaveLength(2);
  expect(await story.repository.show(contract.branch, "finished.txt")).toBe("finished");
  await story.checkHistory();
});
