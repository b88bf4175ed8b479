// A finished task's worktree goes to the trash can by the rule, captured first, and a person brings it back as it was: files, and the agent's own
// commits, stash and index.
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { runCommand } from "@makima/testkit/ports/run-command";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - write: done.txt
    content: done
  - run: "git add done.txt && git -c user.name=a -c user.email=a@b commit --quiet -m own && echo later > stashed.txt && git add . && git stash --quiet"
  - write: untracked.txt
    content: untracked
  - run: while [ ! -e go ]; do sleep 0.1; done; rm go
  - tool: complete_task
    args: { summary: Done }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: writer, plan: "script: ./writer.yaml" }
    as: writer
  - wait: \${writer.taskId}
  - merge: \${writer.taskId}
  - ask: { question: Is that all?, choices: ["yes", "no"] }
  - tool: complete_contract
    args: { summary: done }
`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const git = (cwd: string, ...args: string[]) =>
  runCommand({ program: "git", args, cwd, environment: { HOME: "/nonexistent" } });
const lookInto = async (path: string) => [
  await git(path, "log", "--format=%s"),
  await git(path, "stash", "list"),
  await git(path, "status", "--porcelain"),
  await readFile(join(path, "untracked.txt"), "utf8"),
];
const worktreeOf = async ({ client }: Story, taskId: string) =>
  (await client.listWorktrees({ taskId })).items[0];

test("it goes, is listed, and comes back whole", async () => {
  const story = await openStory({
    repository: { files: { "writer.yaml": WORKER } },
    serverEnvironment: { MAKIMA_WORKTREE_KEEP_MS: "8000" },
  });
  const { client } = story;
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("writer");
  const path = await eventually("the worker has written", async () => {
    const { worktreePath } = await client.getTask({ id });
    return worktreePath !== null && (await exists(join(worktreePath, "untracked.txt"))) && worktreePath;
  });

  const asked = await client.createCheckpoint({ id, message: "before it is done" });
  await expect(client.pruneWorktrees({ taskIds: [id] })).rejects.toMatchObject({ code: "WORKTREE_IN_USE" });
  await expect(client.restoreWorktree({ id })).rejects.toMatchObject({ code: "TASK_NOT_FINISHED" });
  await writeFile(join(path, "go"), "");
  const question = await contract.openQuestion();
  const before = await lookInto(path);
  await writeFile(join(path, "by-hand.txt"), "a person was here");

  const gone = await eventually("its worktree is in the trash can", async () => {
    const worktree = await worktreeOf(story, id);
    return worktree?.state === "removed" && worktree;
  });
  expect(gone).toMatchObject({ taskName: "writer", work: "merged", isCaptured: true, leftOut: [] });
  expect(await exists(path)).toBe(false);
  const { items: checkpoints } = await client.getCheckpoints({ id });
  expect(checkpoints.find(({ number }) => number === asked.number)).toMatchObject({
    reason: "asked",
    message: "before it is done",
    warnings: [],
  });
  expect(checkpoints.at(-1)).toMatchObject({ reason: "as_found", filesChanged: 1, linesAdded: 1 });
  // What was merged stays the task's result.
  const { resultCommit } = await client.getTask({ id });
  expect(resultCommit).toBe(checkpoints.at(-2)?.commit);

  const copy = join(story.root, "copy");
  await client.restoreWorktree({ id, path: copy });
  expect(await readFile(join(copy, "by-hand.txt"), "utf8")).toBe("a person was here");
  await expect(client.restoreWorktree({ id, path: copy })).rejects.toMatchObject({ code: "PATH_NOT_EMPTY" });
  await expect(client.restoreWorktree({ id, path: "not/absolute" })).rejects.toMatchObject({
    code: "PATH_UNUSABLE",
  });

  expect(await client.restoreWorktree({ id })).toEqual({ path, isWhole: true });
  const [log, stash, status, untracked] = await lookInto(path);
  expect([log, stash, untracked]).toEqual([before[0], before[1], before[3]]);
  expect(status).toBe(`?? by-hand.txt\n${before[2]}`);
  await expect(client.restoreWorktree({ id })).rejects.toMatchObject({ code: "WORKTREE_STANDS" });
  await client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();
  await story.checkHistory();
});
