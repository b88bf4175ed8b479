// A task has run on a machine that is not its contract's home. Its checkpoint is forked after that machine is gone: the fork goes on at home, from
// the bundle. A resume from it names its machine itself.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const AWAY = `
steps:
  - edit: README.md
    find: Ours.
    replace: Ours, changed elsewhere.
  - write: deep/untracked.txt
    content: made elsewhere
  - tool: complete_task
    args: { summary: Done elsewhere }
`;

const HERE = `
steps:
  - run: "test \\"$(cat deep/untracked.txt)\\" = 'made elsewhere' && grep -q elsewhere README.md"
    expect: 0
  - write: here.txt
    content: made here
  - tool: complete_task
    args: { summary: Done here }
`;

const SUPERVISOR = `
steps:
  - ask: { question: All there? }
  - tool: complete_contract
    args: { summary: done }
`;

test("a fork begins at home with code that only a bundle brings there", async () => {
  const files = { "away.yaml": AWAY, "here.yaml": HERE };
  const story = await openStory({ daemons: 0, repository: { files } });
  const ended = (id: string) =>
    eventually("it is done", async () => {
      const task = await story.client.getTask({ id });
      if (task.status === "failed") throw new Error(task.error ?? "");
      return task.status === "done" && task;
    });
  const home = await story.addDaemon(0, "machine-a");
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id: questionId } = await contract.openQuestion();
  const away = await story.addDaemon(0, "machine-b");
  const { id } = await story.client.createTask({
    contractId: contract.id,
    name: "elsewhere",
    plan: "script: ./away.yaml",
    targetDaemonId: away.id,
  });
  await ended(id);
  const checkpoint = await eventually("its bundle is at the server", async () => {
    const { items } = await story.client.getCheckpoints({ id });
    return items.find(({ bundled }) => bundled);
  });

  const there = await story.client.resumeFromCheckpoint({
    id,
    cid: checkpoint.id,
    taskName: "there",
    plan: "script: ./here.yaml",
    targetDaemonId: away.id,
  });
  expect(await ended(there.task.id)).toMatchObject({ daemonId: away.id });

  await away.kill();
  const { tasks } = await story.client.forkTask({
    id,
    forkFromType: "checkpoint",
    forkFromValue: checkpoint.id,
    newTaskName: "here",
    newTaskPlan: "script: ./here.yaml",
    includeConversation: false,
  });
  const fork = tasks[0]?.id ?? "";
  expect(await ended(fork)).toMatchObject({ daemonId: home.id, forkedFrom: { taskId: id } });
  expect(await story.client.mergeTask({ id: fork })).toMatchObject({ merged: true });
  expect(await story.repository.show(contract.branch, "deep/untracked.txt")).toBe("made elsewhere");
  expect(await story.repository.show(contract.branch, "here.txt")).toBe("made here");
  const branch = await story.client.branchFromCheckpoint({ id, cid: checkpoint.id, branchName: "from-afar" });
  expect(branch).toMatchObject({ commit: checkpoint.commit });
  expect(await story.repository.show("from-afar", "here.txt")).toBeNull();
  await story.client.answerQuestion({ id: questionId, response: "yes" });
  await contract.ended();
});
