// Best of three, by a person at the terminal: a moment is forked three times, the forks are compared, one is kept and merged, and the original goes on.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { makimaOf } from "@makima/testkit/run-makima";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const ORIGINAL = `
steps:
  - write: a.txt
    content: "one\\n"
  - tool: create_checkpoint
    args: { message: the moment }
  - write: a.txt
    content: "the original went on\\n"
  - run: "while [ ! -e go ]; do sleep 0.05; done"
    expect: 0
  - tool: complete_task
    args: { summary: The original is done }
`;

// Each fork knows from its first prompt which one it is.
const TRY = `
steps:
  - if: { var: goal, contains: "Task: try-3" }
    jump: slow
  - write: b.txt
    content: "by \${prompt}\\n"
  - say: I am done with it.
  - tool: complete_task
    args: { summary: It is done }
  - endTurn: true
  - id: slow
    say: I need long.
  - run: "true"
  - hang: true
`;

const SUPERVISOR = `
steps:
  - spawn: { name: routes, plan: "script: ./original.yaml" }
    as: routes
  - wait: \${routes.taskId}
  - tool: complete_contract
    args: { summary: done }
`;

test("they are listed side by side, the one kept is merged, and the others are over", async () => {
  const files = { "original.yaml": ORIGINAL, "try.yaml": TRY, ".gitignore": "go\n" };
  const story = await openStory({ repository: { files } });
  const makima = makimaOf(story);
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("routes");
  const worktree = await eventually("it has made its checkpoint", async () => {
    const { items } = await story.client.getCheckpoints({ id });
    return items.length === 1 && (await story.client.getTask({ id })).worktreePath;
  });

  const point = ["--checkpoint", "1", "--name", "try", "--plan", "script: ./try.yaml"];
  const shown = await makima("supervisor", "task-fork", id, ...point, "--count", "3", "--dry-run");
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout).toMatch(/try-1.*try-3/s);
  expect(await contract.tasks()).toHaveLength(2);
  const made = await makima("supervisor", "task-fork", id, ...point, "--count", "3", "--yes", "--json");
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  const { id: first } = await contract.task("try-1");
  const { id: slow } = await contract.task("try-3");
  await eventually("two are done, and the third works", async () => {
    const { forks } = await story.client.compareForks({ id: first });
    const states = forks.map(({ task }) => task.status);
    return states.join() === "done,done,running" && forks[2]?.lastMessage === "I need long.";
  });

  const compared = await makima("task", "compare", first, "--run", "echo 1 test failed; grep -q try-1 b.txt");
  expect(compared).toMatchObject({ exitCode: 0, stderr: "" });
  for (const told of ["routes", "try-1", "try-2", "try-3", "I am done with it.", "b.txt"])
    expect(compared.stdout).toContain(told);
  expect(compared.stdout).toMatch(/^try-1 .* ✓$/m);
  expect(compared.stdout).toMatch(/^try-2 .* ✗ 1$/m);
  expect(compared.stdout).toContain("│ 1 test failed");
  const { forks } = await story.client.compareForks({ id });
  expect(forks.map(({ changes }) => changes?.files.map(({ path }) => path))).toEqual([
    ["b.txt"],
    ["b.txt"],
    [],
  ]);

  const endless = await story.client.tryCommand({ id: first, command: "sleep 60", timeoutSeconds: 1 });
  expect(endless).toMatchObject({ ending: "timed_out", exitCode: null });
  const beside = story.client.tryCommand({ id: slow, command: "true" });
  await expect(beside).rejects.toMatchObject({ code: "TASK_NOT_FINISHED" });

  const kept = await makima("task", "keep", first, "--merge", "--yes");
  expect(kept).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await story.repository.show(contract.branch, "a.txt")).toBe("one");
  expect(await story.repository.show(contract.branch, "b.txt")).toMatch(/^by /);
  expect(await story.client.getTask({ id: slow })).toMatchObject({
    status: "cancelled",
    error: "try-1 was kept",
  });
  expect(await story.client.getTask({ id })).toMatchObject({ status: "running", epoch: 1 });
  expect((await makima("task", "compare", id)).stdout).toContain("merged");

  await writeFile(join(worktree, "go"), "");
  await contract.ended();
  await story.checkHistory();
});
