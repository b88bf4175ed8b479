// A machine is lost for good, with its disk, in the middle of a worker's turn. Another machine goes on from the newest checkpoint whose bundle was
// at the server, code and conversation together, with or without the person's repository; what was after it is told, and done again.
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { killAgents } from "@makima/testkit/agent-processes";
import { eventually } from "@makima/testkit/eventually";
import { runCommand } from "@makima/testkit/ports/run-command";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - edit: README.md
    find: Ours.
    replace: Ours, changed.
  - write: untracked/first.txt
    content: first
  - tool: create_checkpoint
    args: { message: one }
  - write: untracked/second.txt
    content: second
  - tool: create_checkpoint
    args: { message: two }
  - run: "git rm --quiet --cached README.md; echo on > untracked/second.txt; sleep 1; touch lost.txt"
    as: late
  - run: "for i in $(seq 1200); do [ -e go ] && exit 0; sleep 0.05; done; exit 1"
    expect: 0
  - write: third.txt
    content: third
  - tool: complete_task
    args: { summary: Done }
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
  ["the repository is on the other machine too", true],
  ["the other machine never saw the repository", false],
])("%s", async (_, isThere) => {
  const story = await openStory({
    daemons: 0,
    repository: { files: { "writer.yaml": WORKER, ".gitignore": "go\n" } },
    serverEnvironment: { MAKIMA_LEASE_MS: "3000", MAKIMA_HEARTBEAT_MS: "500" },
  });
  const first = await story.addDaemon(0, "machine-a");
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("writer");
  await eventually("two checkpoints are bundled, and the worker is in its loop behind them", async () => {
    const { items } = await story.client.getCheckpoints({ id });
    return (await loopsIn(story)) === 1 && items.length >= 2 && items.every(({ bundled }) => bundled);
  });
  const second = await story.addDaemon(0, "machine-b");

  await first.kill();
  await rename(first.home, `${first.home}-lost`);
  await killAgents(`${first.home}-lost`);
  await killAgents(first.home);
  const moved = `${story.repository.path}-away`;
  if (!isThere) await rename(story.repository.path, moved);
  await eventually(
    "the worker has done again what was lost, and is in its loop",
    async () => (await loopsIn(story)) === 2,
  );
  const { worktreePath } = await story.client.getTask({ id });
  await writeFile(join(worktreePath ?? "", "go"), "");
  await contract.ended();

  const task = await story.client.getTask({ id });
  expect([task.status, task.daemonId, task.restorationCount]).toEqual(["done", second.id, 1]);
  const restored = (await contract.events("restoration.done")).find(({ taskId }) => taskId === id);
  expect(restored?.data).toMatchObject({
    source: "task_reassignment",
    plan: "use_checkpoint",
    findings: [{ code: "work_left_behind" }, { code: "tool_call_open" }],
  });
  const notices = (await contract.conversation(id)).filter(({ role }) => role === "user");
  expect(notices.at(-1)?.content).toMatch(
    /Work after checkpoint 2 \(.*\) is on machine daemon 1 and not here\./,
  );
  expect((await contract.now()).repository.daemonId).toBe(second.id);

  const files = await filesOf(story, { mirror: await mirrorOf(second.home), branch: contract.branch });
  expect(files).toEqual({
    ".gitignore": "go",
    "README.md": "Ours, changed.",
    "lost.txt": "",
    "third.txt": "third",
    "untracked/first.txt": "first",
    "untracked/second.txt": "on",
    "writer.yaml": WORKER.trim(),
  });
  const undelivered = await contract.events("contract.undelivered");
  expect(undelivered.map(({ data }) => data["branch"])).toEqual(isThere ? [] : [contract.branch]);
  if (!isThere) await rename(moved, story.repository.path);
  const delivered = await story.repository.git("branch", "--list", contract.branch);
  expect(delivered !== "").toBe(isThere);
});

/** How often a worker has begun to wait: each time after the other command that it runs. */
async function loopsIn(story: Story): Promise<number> {
  const runs = (await story.agentLog()).filter(({ type, kind }) => type === "effect" && kind === "run");
  return runs.length / 2;
}

async function mirrorOf(home: string): Promise<string> {
  const folder = join(home, "daemon", "mirrors");
  const names = await runCommand({ program: "ls", args: [folder], cwd: folder, environment: {} });
  return join(folder, names.trim());
}

async function filesOf(
  story: Story,
  { mirror, branch }: { mirror: string; branch: string },
): Promise<Record<string, string>> {
  const git = (...args: string[]) =>
    runCommand({ program: "git", args, cwd: mirror, environment: { HOME: story.root } });
  const names = (await git("ls-tree", "-r", "--name-only", branch)).split("\n");
  const files = names.map(async (name) => [name, (await git("show", `${branch}:${name}`)).trim()] as const);
  return Object.fromEntries(await Promise.all(files));
}
