// The demonstration's own script, from its goal to the merged branch, with every program real.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "@makima/testkit/ports/run-command";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const SAMPLE = join(dirname(fileURLToPath(import.meta.resolve("@makima/scripted-agent/main"))), "sample");

test("three workers' results, the person's choice among them, are merged into a branch whose tests pass", async () => {
  const story = await openStory({ repository: { from: SAMPLE } });
  const { repository } = story;
  const before = await repository.own();
  const contract = await story.startContract({ goal: "script: demo-supervisor" });
  const question = await contract.openQuestion();
  expect(question.choices).toEqual(["Plain text", "Markdown"]);
  await story.client.answerQuestion({ id: question.id, choices: ["Markdown"] });
  await contract.ended();

  const tasks = await contract.tasks();
  expect(tasks.map(({ name, kind, status }) => [name, kind, status])).toEqual([
    [expect.any(String), "supervisor", "done"],
    ["slugify", "worker", "done"],
    ["statistics", "worker", "done"],
    ["report", "worker", "done"],
  ]);
  const merged = await contract.events("task.merged");
  expect(merged.map(({ taskId }) => taskId)).toEqual(tasks.slice(1).map(({ id }) => id));
  expect(await repository.show(contract.branch, "src/report.js")).toContain("# Report");
  expect(await testsPass(repository, contract.branch)).toMatch(/^# fail 0$/m);

  expect(await repository.own()).toBe(before);
  await story.checkHistory();
});

/** Checked out elsewhere: the person's worktree is not touched. */
async function testsPass({ path }: { path: string }, branch: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mk-checkout-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const git = (...args: string[]) => runCommand({ program: "git", args, cwd: folder });
  await git("clone", "--quiet", "--no-local", "--branch", branch, path, ".");
  return runCommand({ program: process.execPath, args: ["--test", "--test-reporter=tap"], cwd: folder });
}
