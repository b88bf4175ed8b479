// The daemon dies and a worker's worktree is gone with it. Code and conversation go back to the worker's checkpoint together, what came after
// is named, and the work is finished.
import { access, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - write: first.txt
    content: first
  - tool: create_checkpoint
    args: { message: the first file }
  - say: Now the second one.
  - write: second.txt
    content: second
  - run: while [ ! -e go ]; do sleep 0.1; done
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

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test("it goes back to its checkpoint, code and conversation together", async () => {
  const story = await openStory({ repository: { files: { "writer.yaml": WORKER } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("writer");
  const worktree = await eventually(
    "the second file is written, and the call behind it is told of",
    async () => {
      const path = (await story.client.getTask({ id })).worktreePath;
      const calls = (await story.client.getToolCalls({ id })).items;
      // The call that wrote the file may be told of as ended only after the file is there.
      const isWaiting = calls.some(
        ({ endedAt, toolInput }) => endedAt === null && JSON.stringify(toolInput).includes("while"),
      );
      return path !== null && isWaiting && (await exists(join(path, "second.txt"))) && path;
    },
  );

  const [daemon] = story.daemons;
  await daemon?.kill();
  await rm(worktree, { recursive: true });
  await daemon?.restart();
  await eventually("it has written the second file again", () => exists(join(worktree, "second.txt")));
  expect(await exists(join(worktree, "first.txt"))).toBe(true);
  await writeFile(join(worktree, "go"), "");
  await contract.ended();

  const { items } = await story.client.listRestorations({ id: contract.id, taskId: id });
  const [checkpoint] = (await story.client.getCheckpoints({ id })).items;
  expect(items).toMatchObject([
    {
      taskKind: "worker",
      plan: "use_checkpoint",
      checkpointId: checkpoint?.id,
      source: "daemon_restart",
      outcome: "done",
      rung: "told",
      findings: [{ code: "worktree_missing", severity: "error" }, { code: "tool_call_open" }],
    },
  ]);
  expect(items[0]?.lost?.messages?.count).toBeGreaterThan(0);
  // It began again behind the checkpoint: the first file was not written twice, the second one was.
  const written = (await story.agentLog()).filter(({ type, kind }) => type === "effect" && kind === "write");
  expect(written).toHaveLength(3);
  const said = (await contract.conversation(id)).filter(({ content }) => content === "Now the second one.");
  expect(said).toHaveLength(1);
  for (const name of ["first", "second"])
    expect(await story.repository.show(contract.branch, `${name}.txt`)).toBe(name);
  await story.checkHistory();
});
