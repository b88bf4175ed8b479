// A branch from a checkpoint appears in the person's repository, and nothing else there moves.
import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { updateRefs } from "../git/refs.ts";
import { makeBranch } from "./make-branch.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { madeBranchRef } from "./store.ts";
import { git, makeWorld, photograph, type World, write } from "./testing/world.ts";

const branchId = "0190aaaa-0000-7000-8000-0000000000b1";
let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n", "b.txt": "b\n" });
});
afterEach(() => world.remove());

async function checkpoint() {
  const { checkout, path } = await world.checkout("task");
  await write(path, { "new.txt": "untracked\n", "a.txt": "changed\n" });
  await writeFile(join(path, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  await symlink("a.txt", join(path, "link"));
  await rm(join(path, "b.txt"));
  return (await makeCheckpoint(world.store, { checkout, number: 1, message: "one" })).commit;
}

/** A branch of this name, to be made. */
const named = (branchName: string) => ({
  repository: world.repository,
  mirror: world.mirror.mirror,
  contractId: world.branch.contractId,
  branchId,
  branchName,
});

test("it holds exactly the checkpoint, and index, stash, HEAD and other refs of a dirty repository stay", async () => {
  const { person } = world;
  const commit = await checkpoint();
  await write(person, { "a.txt": "stashed" });
  await git(person, "stash", "push", "-q");
  await write(person, { "a.txt": "staged", "mine.txt": "m" });
  await git(person, "add", "a.txt");
  const before = await photograph(person);
  await makeBranch(world.store, { ...named("try/one"), commit });
  expect(await photograph(person, "refs/heads/try/one")).toBe(before);
  expect(await git(person, "ls-tree", "-r", "--format=%(objectmode) %(path)", "try/one")).toBe(
    ["100644 a.txt", "120000 link", "100644 new.txt", "100755 run.sh"].join("\n"),
  );
  expect(await git(person, "show", "try/one:new.txt")).toBe("untracked");
});

test("a branch that exists, or is in the way, stays and is named", async () => {
  const { person } = world;
  const commit = await checkpoint();
  await git(person, "branch", "taken");
  await git(person, "branch", "folder/below");
  const before = await photograph(person);
  const cases = [
    ["taken", "taken"],
    ["main", "main"],
    ["folder", "folder/below"],
    ["taken/below", "taken"],
  ] as const;
  for (const [name, told] of cases) {
    const asked = makeBranch(world.store, { ...named(name), commit });
    await expect(asked).rejects.toMatchObject({ code: "BRANCH_EXISTS" });
    await expect(asked).rejects.toThrow(`There is a branch ${told} `);
  }
  expect(await photograph(person)).toBe(before);
});

test("done again after a kill it is the same branch, and another one of its name is refused", async () => {
  const { person, store } = world;
  const commit = await checkpoint();
  const asked = { ...named("again"), commit };
  // Killed before the branch was made, and after.
  await updateRefs(store.git, world.mirror.mirror, [{ ref: madeBranchRef(asked), to: commit, from: null }]);
  await makeBranch(store, asked);
  await makeBranch(store, asked);
  expect(await git(person, "rev-parse", "again")).toBe(commit);
  const other = { ...asked, branchId: branchId.replace("b1", "b2") };
  await expect(makeBranch(store, other)).rejects.toMatchObject({ code: "BRANCH_EXISTS" });
  await git(person, "commit", "-q", "--allow-empty", "-m", "mine");
  await git(person, "update-ref", "refs/heads/again", "main");
  await expect(makeBranch(store, asked)).rejects.toMatchObject({ code: "BRANCH_EXISTS" });
});

test("a name that is none is refused", async () => {
  const commit = await checkpoint();
  const asked = { ...named("a..b"), commit };
  expect(() => makeBranch(world.store, asked)).toThrow("Not a usable branch name");
});
