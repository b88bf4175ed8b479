// A running task is forked at an earlier message: the fork has exactly the code and the words of then, on another agent, and the original goes on.
import { lstat, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const ORIGINAL = `
steps:
  - say: I begin.
  - write: a.txt
    content: of the moment
  - run: "printf tool > run.sh && chmod +x run.sh && ln -s a.txt link && rm README.md"
    expect: 0
  - tool: create_checkpoint
    args: { message: the moment }
  - say: I go on.
  - edit: a.txt
    find: of the moment
    replace: of later
  - write: b.txt
    content: later
  - tool: create_checkpoint
    args: { message: later }
  - say: And on.
  - run: "while [ ! -e go ]; do sleep 0.05; done"
    expect: 0
  - tool: complete_task
    args: { summary: The original is done }
`;

const OTHERWISE = `
steps:
  - say: I try it otherwise.
  - write: c.txt
    content: of the fork
  - tool: complete_task
    args: { summary: The fork is done }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: routes, plan: "script: ./original.yaml" }
    as: routes
  - wait: \${routes.taskId}
  - tool: complete_contract
    args: { summary: done }
`;

const FILES = { "original.yaml": ORIGINAL, "otherwise.yaml": OTHERWISE, ".gitignore": "go\n" };

/** Names, modes and contents below a worktree, as one comparable value. */
async function photograph(worktree: string): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const name of await readdir(worktree)) {
    if (name === ".git") continue;
    const path = join(worktree, name);
    const status = await lstat(path);
    const content = status.isSymbolicLink() ? await readlink(path) : await readFile(path, "utf8");
    seen[`${(status.mode & 0o170111).toString(8)} ${name}`] = content;
  }
  return seen;
}

async function begin(story: Story) {
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("routes");
  const worktree = await eventually("it is in its loop, after two checkpoints", async () => {
    const said = await contract.conversation(id);
    const isThere = said.some(({ content }) => content === "And on.") && said.at(-1)?.role === "tool_call";
    const { items } = await story.client.getCheckpoints({ id });
    return isThere && items.length === 2 && (await story.client.getTask({ id })).worktreePath;
  });
  return { contract, id, worktree };
}

test("the code and the words are those of the moment, and the original goes on untouched", async () => {
  const story = await openStory({ repository: { files: FILES } });
  const own = await story.repository.own();
  const { contract, id, worktree } = await begin(story);
  const words = await contract.conversation(id);
  const before = await photograph(worktree);
  const at = words.findIndex(({ content }) => content === "I go on.");
  const { tasks } = await story.client.forkTask({
    id,
    forkFromType: "message",
    forkFromValue: words[at]?.id ?? "",
    newTaskName: "routes otherwise",
    newTaskPlan: "script: ./otherwise.yaml",
    agent: "scripted-no-load",
  });
  const fork = tasks[0]?.id ?? "";
  const done = await eventually("the fork is done", async () => {
    const task = await story.client.getTask({ id: fork });
    return task.status === "done" && task;
  });
  expect(done).toMatchObject({ summary: "The fork is done", dependsOn: [], agent: "scripted-no-load" });

  const { "100000 b.txt": _, ...rest } = before;
  expect(await photograph(done.worktreePath ?? "")).toEqual({
    ...rest,
    "100000 a.txt": "of the moment",
    "100000 c.txt": "of the fork",
  });
  const theirs = await contract.conversation(fork);
  expect(theirs.slice(0, at + 1)).toEqual(words.slice(0, at + 1));
  expect(theirs[at + 1]?.content).toMatch(/^You are a fork: .*made from the task routes/);
  expect(theirs.slice(at + 2).map(({ content }) => content)).toContain("I try it otherwise.");
  const started = (await contract.events("task.running")).find(({ taskId }) => taskId === fork);
  expect(started?.data).toMatchObject({ rung: "told" });

  const original = await story.client.getTask({ id });
  expect(original).toMatchObject({ status: "running", epoch: 1 });
  expect(await photograph(worktree)).toEqual(before);
  expect(await contract.conversation(id)).toEqual(words);

  const later = await story.client.branchFromTask({
    id,
    fromType: "message",
    fromValue: words[at]?.id ?? "",
    branchName: "look/at-it",
  });
  const [first] = (await story.client.getCheckpoints({ id })).items;
  expect(later).toEqual({ branchName: "look/at-it", commit: first?.commit, checkpointId: first?.id });
  expect(await story.repository.show("look/at-it", "a.txt")).toBe("of the moment");
  expect(await story.repository.show("look/at-it", "b.txt")).toBeNull();
  expect((await story.repository.own()).replace(/^refs\/heads\/look\/at-it .*\n/m, "")).toBe(own);
  const again = story.client.branchFromCheckpoint({ id, cid: first?.id ?? "", branchName: "look/at-it" });
  await expect(again).rejects.toMatchObject({ code: "BRANCH_EXISTS", status: 409 });

  await writeFile(join(worktree, "go"), "");
  await contract.ended();
  expect(await story.client.getTask({ id })).toMatchObject({ status: "done", epoch: 1 });
  await story.checkHistory();
});

test("a fork whose daemon is killed in the middle is restored, with its past and its own work", async () => {
  const story = await openStory({
    repository: {
      files: {
        ...FILES,
        "otherwise.yaml": OTHERWISE.replace("  - tool", "  - hang: true\n    once: true\n  - tool"),
      },
    },
  });
  const { contract, id, worktree } = await begin(story);
  const { tasks } = await story.client.forkTask({
    id,
    forkFromType: "checkpoint",
    forkFromValue: "1",
    newTaskName: "otherwise",
    newTaskPlan: "script: ./otherwise.yaml",
    agent: "scripted-no-load",
    count: 2,
  });
  const [daemon] = story.daemons;
  await eventually("both hang in their turns, and all before it is kept", async () => {
    const words = await Promise.all(tasks.map((task) => contract.conversation(task.id)));
    const own = words.map((all, place) => all.filter(({ taskId }) => taskId === tasks[place]?.id));
    const isKept = own.every((said) => said.some(({ role }) => role === "tool_result"));
    return isKept && (await story.agentLog()).filter(({ kind }) => kind === "hang").length === 2;
  });
  await daemon?.kill();
  await daemon?.restart();
  for (const { id: fork } of tasks) {
    const done = await eventually("the fork is done", async () => {
      const task = await story.client.getTask({ id: fork });
      return task.status === "done" && task;
    });
    const files = Object.keys(await photograph(done.worktreePath ?? ""));
    expect(files).toContain("100000 c.txt");
    expect(files).not.toContain("100000 b.txt");
    const words = (await contract.conversation(fork)).map(({ content }) => content);
    expect(words.filter((content) => content === "I try it otherwise.")).toHaveLength(1);
    expect(words).toContain("I begin.");
    expect(words).not.toContain("And on.");
  }
  await writeFile(join(worktree, "go"), "");
  await contract.ended();
  await story.checkHistory();
});
