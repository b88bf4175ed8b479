// A person takes a worker back while it works: it is stopped at a save point, told of it, and goes on from there. With nothing, the daemon or the
// server killed while it is stopped.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { blocksOf } from "@makima/testkit/agent-log";
import { eventually } from "@makima/testkit/eventually";
import { killWhileRewinding } from "@makima/testkit/kill-while-rewinding";
import { openStory, type Story } from "@makima/testkit/story";
import { terminalOf } from "@makima/testkit/terminal";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - write: notes.txt
    content: good
  - tool: create_checkpoint
    args: { message: good notes }
  - say: The notes are good.
  - write: notes.txt
    content: bad
  - hang: true
    once: true
  - say: I go on.
  - tool: complete_task
    args: { summary: done }
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

test.each(["nothing", "daemon", "server"])("with %s killed in the middle", async (killed) => {
  const story = await openStory({
    repository: { files: { "writer.yaml": WORKER } },
    ...(killed === "daemon" ? { daemonDiesAt: "command journaled: cancel_turn" } : {}),
  });
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("writer");
  await eventually("the worker hangs in its turn", async () =>
    (await story.agentLog()).some(({ kind }) => kind === "hang"),
  );
  const worktree = (await story.client.getTask({ id })).worktreePath ?? "";
  const notes = () => readFile(join(worktree, "notes.txt"), "utf8");
  expect(await notes()).toBe("bad");

  const rewinding =
    killed === "nothing" ? atTheTerminal(story, id) : story.client.rewindTask({ id, checkpointNumber: 1 });
  await killWhileRewinding(story, killed);
  await rewinding;
  await contract.ended();

  expect(await story.repository.show(contract.branch, "notes.txt")).toBe("good");
  const task = await story.client.getTask({ id });
  // A daemon that died has lost a run: that one is restored, and a rewind alone is no restoration.
  expect([task.status, task.restorationCount]).toEqual(["done", killed === "daemon" ? 1 : 0]);
  const log = await story.agentLog();
  const notices = log.flatMap(blocksOf).filter(({ kind }) => kind === "rewind");
  expect(notices).toMatchObject([{ code: { number: 1, filesChanged: 1 }, conversation: null }]);
  const kept = (await story.client.getCheckpoints({ id })).items;
  expect(kept.map(({ reason }) => reason)).toContain("before_rewind");
  await story.checkHistory();
});

async function atTheTerminal(story: Story, taskId: string): Promise<void> {
  const terminal = terminalOf(story);
  const makima = (...args: string[]) => terminal("supervisor", "task-rewind", taskId, ...args);
  const shown = await makima("1", "--dry-run");
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout).toContain("~ notes.txt");
  expect(await makima("1")).toMatchObject({ exitCode: 2 });
  expect(await makima("9", "--yes")).toMatchObject({ exitCode: 3 });
  const done = await makima("1", "--yes");
  expect(done).toMatchObject({ exitCode: 0, stderr: "" });
  expect(done.stdout).toContain("1 file changed");
}
