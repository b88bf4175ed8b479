// A worker's agent is killed, and while it is restored a person takes the worker back: it is restored once, and taken back in the same moment. Its
// daemon dies in the middle of the look that the restoration begins with; the server with it, or not.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { blocksOf } from "@makima/testkit/agent-log";
import { killWhileRewinding } from "@makima/testkit/kill-while-rewinding";
import { openStory } from "@makima/testkit/story";
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
  - crash: SIGKILL
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

test.each(["the daemon", "daemon and server"])("%s killed in the middle", async (killed) => {
  const story = await openStory({
    repository: { files: { "writer.yaml": WORKER } },
    daemonDiesAt: "command journaled: inspect_worktree",
  });
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("writer");
  const [daemon] = story.daemons;
  await daemon?.died();
  const lost = await story.client.getTask({ id });
  expect(lost).toMatchObject({ status: "interrupted", restorationCount: 0 });
  const notes = join(lost.worktreePath ?? "", "notes.txt");
  expect(await readFile(notes, "utf8")).toBe("bad");

  const rewinding = story.client.rewindTask({ id, checkpointNumber: 1 });
  if (killed === "daemon and server") await killWhileRewinding(story, "server");
  await daemon?.restart();
  const done = await rewinding;
  expect(done).toMatchObject({ filesChanged: 1 });
  await contract.ended();

  expect(await story.repository.show(contract.branch, "notes.txt")).toBe("good");
  expect(await story.client.getTask({ id })).toMatchObject({ status: "done", restorationCount: 1 });
  const notices = (await story.agentLog()).flatMap(blocksOf);
  expect(notices.filter(({ kind }) => kind === "rewind")).toMatchObject([
    { code: { number: 1, filesChanged: 1 }, conversation: null },
  ]);
  expect(notices.filter(({ kind }) => kind === "restoration")).toHaveLength(1);
  await story.checkHistory();
});
