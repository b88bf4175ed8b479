// A person in the middle of something has a contract begin with it: their edits are in its branch as one commit, and their repository is as it was.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makimaIn } from "@makima/testkit/makima-in";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - run: "grep -q 'in the middle' README.md && grep -q staged staged.txt && test ! -e ignored.log"
    expect: 0
  - write: made.txt
    content: made on top
  - tool: complete_task
    args: { summary: Done }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: worker, plan: "script: ./worker.yaml" }
    as: worker
  - wait: \${worker.taskId}
  - merge: \${worker.taskId}
  - tool: complete_contract
    args: { summary: Merged }
`;

test("edits and new files are what its tasks begin from, told by name, and nothing of the person's is touched", async () => {
  const story = await openStory({
    repository: { files: { "worker.yaml": WORKER, ".gitignore": "*.log\n" } },
  });
  const { repository, root, client } = story;
  const makima = makimaIn(story);
  await writeFile(join(repository.path, "README.md"), "Ours, in the middle of something.\n");
  await writeFile(join(repository.path, "staged.txt"), "staged\n");
  await repository.git("add", "staged.txt");
  await writeFile(join(repository.path, "new.txt"), "not added\n");
  await writeFile(join(repository.path, "ignored.log"), "ignored\n");
  const before = await repository.own();
  const goal = join(root, "goal.md");
  await writeFile(goal, `Do it.\n\n\`\`\`makima-script\n${SUPERVISOR.trim()}\n\`\`\`\n`);
  const made = await makima(
    ...["contract", "new", "--repo", repository.path, "--goal-file", goal, "--agent", "scripted"],
    ...["--with-untracked"],
  );
  expect(made.stdout).toContain("It begins with your uncommitted changes: README.md, new.txt, staged.txt");
  const { items } = await client.listContracts({});
  const [contract] = items;
  if (contract === undefined) throw new Error("a contract was made");
  const { id, branch, carried } = contract;
  expect(carried).toMatchObject({ filesChanged: 3, warnings: [] });
  // What is changed after that is not its business any more.
  await writeFile(join(repository.path, "new.txt"), "changed later\n");
  await client.startContract({ id });
  await expect
    .poll(async () => (await client.getContract({ id })).status, { timeout: 60_000 })
    .toBe("completed");

  expect(await repository.show(branch, "README.md")).toBe("Ours, in the middle of something.");
  expect(await repository.show(branch, "new.txt")).toBe("not added");
  expect(await repository.show(branch, "made.txt")).toBe("made on top");
  expect(await repository.show(branch, "ignored.log")).toBeNull();
  const first = await repository.git("log", "--first-parent", "--reverse", "--format=%s", `main..${branch}`);
  expect(first.split("\n")[0]).toBe("Uncommitted changes");
  await writeFile(join(repository.path, "new.txt"), "not added\n");
  expect(await repository.own()).toBe(before);
  await story.checkHistory();
});

test("changes on another branch than the base are refused, and the contract stays a draft", async () => {
  const story = await openStory();
  const { repository } = story;
  await repository.git("switch", "--quiet", "--create", "feature");
  await writeFile(join(repository.path, "README.md"), "Elsewhere.\n");
  const made = await makimaIn(story)(
    ...["contract", "new", "--repo", repository.path, "--base", "main", "--goal", "g", "--agent", "scripted"],
    "--with-my-changes",
  );
  expect(made.exitCode).toBe(1);
  expect(made.stderr).toContain('Your uncommitted changes are on "feature"');
  expect(made.stderr).toContain("→ Name the branch that is checked out as the base");
});
