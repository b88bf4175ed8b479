// A person's uncommitted changes become one commit in the mirror; nothing in their repository is another than before.
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { carryChanges } from "./carry-changes.ts";
import { checkRepository } from "./check-repository.ts";
import { ensureMirror } from "./ensure-mirror.ts";
import { git, makeWorld, photograph, type World, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a1\n", "b.txt": "b1\n", "gone.txt": "g\n", ".gitignore": "*.log\n" });
});
afterEach(() => world.remove());

const { contractId } = { contractId: "0190aaaa-0000-7000-8000-00000000000c" };

async function carry({ untracked = false, baseBranch = "main" } = {}) {
  const { store, person } = world;
  const repository = await checkRepository(store, { location: person, baseBranch });
  if (!repository.ok) throw new Error(repository.message);
  const { mirror, baseCommit } = await ensureMirror(store, repository);
  const carried = await carryChanges(store, { repository, mirror, baseCommit, contractId, untracked });
  return { carried, mirror, baseCommit };
}

async function changeAll(): Promise<void> {
  const { person } = world;
  await write(person, {
    "a.txt": "a2\n",
    "b.txt": "b2\n",
    "staged.txt": "staged\n",
    "new/new.txt": "new\n",
    "x.log": "x\n",
  });
  await git(person, "add", "b.txt", "staged.txt");
  await write(person, { "b.txt": "b3\n" });
  await rm(join(person, "gone.txt"));
  await chmod(join(person, "a.txt"), 0o755);
}

const show = (mirror: string, commit: string) =>
  git(mirror, "diff-tree", "-r", "--no-commit-id", "--name-status", `${commit}^`, commit);

test("edits, what was staged, what is gone and what is another mode are in it; new files only when they are asked for", async () => {
  await changeAll();
  const before = await photograph(world.person);
  const { carried, mirror, baseCommit } = await carry();
  if (!carried.ok) throw new Error(carried.message);
  expect(await git(mirror, "rev-parse", `${carried.commit}^`)).toBe(baseCommit);
  expect(await show(mirror, carried.commit)).toBe("M\ta.txt\nM\tb.txt\nD\tgone.txt\nA\tstaged.txt");
  expect(await git(mirror, "show", `${carried.commit}:b.txt`)).toBe("b3");
  expect(await git(mirror, "ls-tree", carried.commit, "a.txt")).toMatch(/^100755/);
  expect(await git(mirror, "rev-parse", `refs/makima/${contractId}/base`)).toBe(carried.commit);

  const all = await carry({ untracked: true });
  if (!all.carried.ok) throw new Error(all.carried.message);
  expect(all.carried.files).toEqual(["a.txt", "b.txt", "gone.txt", "new/new.txt", "staged.txt"]);
  expect(await git(mirror, "show", `${all.carried.commit}:new/new.txt`)).toBe("new");
  expect(await photograph(world.person)).toBe(before);
});

test("without changes the contract begins from the base itself", async () => {
  const { carried, baseCommit } = await carry({ untracked: true });
  expect(carried).toEqual({ ok: true, commit: baseCommit, files: [], warnings: [] });
});

test("what the person ignores, here or in all of their repositories, is never taken along", async () => {
  const { root, person, store } = world;
  await mkdir(join(root, "config", "git"), { recursive: true });
  await writeFile(join(root, "config", "git", "ignore"), "everywhere.txt\n");
  await write(person, {
    "everywhere.txt": "secret\n",
    "here.txt": "secret\n",
    "x.log": "secret\n",
    "yes.txt": "y\n",
  });
  await writeFile(join(person, ".git", "info", "exclude"), "here.txt\n");
  world = { ...world, store: { ...store, person: { XDG_CONFIG_HOME: join(root, "config") } } };
  const { carried } = await carry({ untracked: true });
  expect(carried).toMatchObject({ ok: true, files: ["yes.txt"] });
});

test("files that a sparse checkout leaves out are not gone, and a link is carried as a link", async () => {
  const { person } = world;
  await git(person, "update-index", "--skip-worktree", "gone.txt");
  await rm(join(person, "gone.txt"));
  await rm(join(person, "a.txt"));
  await symlink("/etc/passwd", join(person, "a.txt"));
  const { carried, mirror } = await carry();
  if (!carried.ok) throw new Error(carried.message);
  expect(await git(mirror, "ls-tree", carried.commit, "a.txt")).toMatch(/^120000/);
  expect(await show(mirror, carried.commit)).toBe("T\ta.txt");
});

test("changes on another branch, or in the middle of a merge, are refused with the mend", async () => {
  const { person } = world;
  await git(person, "switch", "-q", "-c", "feature");
  await write(person, { "a.txt": "feature\n" });
  expect((await carry()).carried).toMatchObject({
    ok: false,
    code: "CHANGES_ELSEWHERE",
    message: 'Your uncommitted changes are on "feature", and the contract begins from "main".',
  });
  await git(person, "commit", "-q", "-a", "-m", "theirs");
  await git(person, "switch", "-q", "main");
  await write(person, { "a.txt": "ours\n" });
  await git(person, "commit", "-q", "-a", "-m", "ours");
  await expect(git(person, "merge", "-q", "feature")).rejects.toThrow();
  expect((await carry()).carried).toMatchObject({ ok: false, code: "CHANGES_IN_CONFLICT" });
});
