// The contract's branch reaches the person's repository, and nothing else there moves.

import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bringToBranch } from "./bring-to-branch.ts";
import { deliverBranch } from "./deliver-branch.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { mergeTask } from "./merge-task.ts";
import { removeCheckout } from "./remove-checkout.ts";
import { restoreWorktree } from "./restore-worktree.ts";
import type { World } from "./testing/world.ts";
import { git, makeWorld, photograph, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n", "b.txt": "b\n", "c.txt": "c\n" });
});
afterEach(() => world.remove());

const deliver = () => deliverBranch(world.store, { branch: world.branch, repository: world.repository });
const name = "makima/demo-0190aaaa";

async function mergeSomething(taskId: string): Promise<void> {
  const { checkout, path } = await world.checkout(taskId);
  await write(path, { [`${taskId}.txt`]: taskId });
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: taskId });
  await mergeTask(world.store, {
    branch: world.branch,
    mergeId: `m-${taskId}`,
    taskName: taskId,
    result: commit,
  });
}

test("a dirty repository is left exactly as it was, over the whole flow", async () => {
  const { person } = world;
  await write(person, { "a.txt": "stashed" });
  await git(person, "stash", "push", "-q");
  await git(person, "branch", "theirs");
  await write(person, { "a.txt": "staged", "untracked.txt": "u" });
  await git(person, "add", "a.txt");
  await write(person, { "a.txt": "and edited" });
  await rm(join(person, "b.txt"));
  await git(person, "mv", "c.txt", "d.txt");
  await writeFile(join(person, ".git/hooks/reference-transaction"), "#!/bin/sh\ntouch hooked\n", {
    mode: 0o755,
  });
  const before = await photograph(person);

  await mergeSomething("one");
  const { checkout, path } = await world.checkout("one");
  await restoreWorktree(world.store, {
    commit: world.mirror.baseCommit,
    safety: { checkout, number: 2, message: "safety" },
  });
  await write(path, { "more.txt": "m" });
  const brought = await bringToBranch(world.store, {
    branch: world.branch,
    ownBranch: "makima/one",
    sharedName: "contract",
    safety: { checkout, number: 3, message: "own" },
  });
  expect(await deliver()).toEqual({ ref: `refs/heads/${name}`, commit: brought.commit, obstacle: null });
  expect(await deliver()).toMatchObject({ obstacle: null });
  await removeCheckout(world.store, {
    last: { checkout, number: 4, message: "last" },
    evenWithLosses: false,
  });

  expect(await photograph(person, `refs/heads/${name}`)).toBe(before);
  expect(existsSync(join(person, ".git/FETCH_HEAD"))).toBe(false);
  expect(existsSync(join(person, "hooked")) || existsSync(join(person, ".git/hooked"))).toBe(false);
  expect(await git(person, "show", `${name}:one.txt`)).toBe("one");
});

test("later merges are delivered onto the earlier ones", async () => {
  await mergeSomething("one");
  await deliver();
  await mergeSomething("two");
  expect(await deliver()).toMatchObject({ ref: `refs/heads/${name}`, obstacle: null });
  expect(await git(world.person, "show", `${name}:two.txt`)).toBe("two");
});

test("a branch that is checked out, here or in another worktree, is not moved", async () => {
  await mergeSomething("one");
  await deliver();
  await git(world.person, "worktree", "add", "-q", join(world.root, "theirs"), name);
  const before = await git(world.person, "rev-parse", name);
  await mergeSomething("two");
  const delivery = await deliver();
  expect(delivery).toMatchObject({
    ref: `refs/makima/${name}`,
    obstacle: { code: "CHECKED_OUT", worktree: join(world.root, "theirs") },
  });
  expect(await git(world.person, "rev-parse", name)).toBe(before);
  expect(await git(world.person, "rev-parse", delivery.ref)).toBe(delivery.commit);
});

test("a branch of the person's that is in the way stays, and the result says where the work went", async () => {
  await git(world.person, "branch", "makima");
  await mergeSomething("one");
  expect(await deliver()).toMatchObject({
    ref: `refs/makima/${name}`,
    obstacle: { code: "NAME_BLOCKED", by: "makima" },
  });
  await git(world.person, "branch", "-D", "makima");
  await git(world.person, "branch", `${name}/below`);
  expect(await deliver()).toMatchObject({ obstacle: { code: "NAME_BLOCKED", by: `${name}/below` } });
});

test("the person's own commits on the branch are never overwritten", async () => {
  await mergeSomething("one");
  await deliver();
  const tree = await git(world.person, "rev-parse", `${name}^{tree}`);
  const theirs = await git(world.person, "commit-tree", tree, "-p", name, "-m", "theirs");
  await git(world.person, "update-ref", `refs/heads/${name}`, theirs);
  await mergeSomething("two");
  expect(await deliver()).toMatchObject({ ref: `refs/makima/${name}`, obstacle: { code: "DIVERGED" } });
  expect(await git(world.person, "rev-parse", name)).toBe(theirs);
});
