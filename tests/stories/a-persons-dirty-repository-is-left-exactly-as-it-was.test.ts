// A person is in the middle of something: staged, unstaged and untracked changes, a stash. Contracts work beside that and touch nothing of it.
import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { TestRepository } from "@makima/testkit/repository";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - write: staged.txt
    content: by the worker
  - write: untracked.txt
    content: by the worker
  - run: git stash list && git checkout --quiet -b elsewhere && git tag mine
  - tool: complete_task
    args: { summary: Written }
`;

const SUPERVISOR = `
steps:
  - ask: { question: Shall I?, choices: ["yes"] }
  - spawn: { name: writer, plan: "script: ./worker.yaml" }
    as: writer
  - wait: \${writer.taskId}
  - merge: \${writer.taskId}
  - tool: complete_contract
    args: { summary: done }
`;

const FILES = {
  "worker.yaml": WORKER,
  "staged.txt": "first\n",
  "changed.txt": "first\n",
  "gone.txt": "first\n",
};

test("only the delivered branch is new", async () => {
  const story = await openStory({ repository: { files: FILES } });
  const { repository } = story;
  await makeDirty(repository);
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  const before = await readAll(repository);
  expect(before.size).toBeGreaterThan(20);
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();

  const after = await readAll(repository);
  expect(changesBetween(before, after).filter((path) => !isOfBranch(path, contract.branch))).toEqual([]);
  expect(await repository.show(contract.branch, "staged.txt")).toBe("by the worker");
  expect(await repository.show("main", "staged.txt")).toBe("first");
  expect(await repository.git("status", "--porcelain")).toBe(
    [" M changed.txt", " D gone.txt", "A  new.txt", "MM staged.txt", "?? link", "?? untracked.txt"].join(
      "\n",
    ),
  );
  await story.checkHistory();
});

test("with the contract's own branch checked out, the branch stays and the result goes beside it", async () => {
  const story = await openStory({ repository: { files: FILES } });
  const { repository } = story;
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  await repository.git("checkout", "--quiet", "-B", contract.branch);
  await makeDirty(repository);
  const before = await readAll(repository);
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();

  const changes = changesBetween(before, await readAll(repository));
  const aside = `refs/makima/${contract.branch}`;
  expect(changes.filter((path) => path !== `.git/${aside}`)).toEqual([]);
  expect(await repository.show(aside, "staged.txt")).toBe("by the worker");
  expect(await repository.git("rev-parse", contract.branch)).toBe(repository.firstCommit);
  const [delivered] = await contract.events("contract.delivered");
  expect(JSON.stringify(delivered?.data)).toContain(aside);
  expect(JSON.stringify(delivered?.data)).toMatch(/checked out/);
  await story.checkHistory();
});

async function makeDirty({ path, git }: TestRepository): Promise<void> {
  await writeFile(join(path, "changed.txt"), "for the stash\n");
  await git("stash", "push", "--quiet", "--message=kept for later");
  await writeFile(join(path, "staged.txt"), "second\n");
  await writeFile(join(path, "new.txt"), "new\n");
  await git("add", "staged.txt", "new.txt");
  await appendFile(join(path, "staged.txt"), "third\n");
  await appendFile(join(path, "changed.txt"), "second\n");
  await writeFile(join(path, "untracked.txt"), "mine\n");
  await symlink("untracked.txt", join(path, "link"));
  await rm(join(path, "gone.txt"));
}

/** Every file of the folder with a hash of what it holds, those of git too: index, HEAD, refs, reflogs, stash. Objects may be added. */
async function readAll({ path }: TestRepository): Promise<Map<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const hashes = files.map(async (entry): Promise<[string, string]> => {
    const file = join(entry.parentPath, entry.name);
    const content = entry.isSymbolicLink() ? await readlink(file) : await readFile(file);
    return [relative(path, file), createHash("sha256").update(content).digest("hex")];
  });
  return new Map((await Promise.all(hashes)).filter(([name]) => !name.startsWith(".git/objects/")));
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

const isOfBranch = (path: string, branch: string): boolean =>
  path === `.git/refs/heads/${branch}` || path === `.git/logs/refs/heads/${branch}`;
