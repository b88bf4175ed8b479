// A checkout is the agent's own to use with git, and is made whole however often the making was killed.
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCheckout } from "./create-checkout.ts";
import { listCheckouts } from "./list-checkouts.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { openStore, worktreesFolder } from "./store.ts";
import type { World } from "./testing/world.ts";
import { git, makeWorld, searchPath, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a1\n", "dir/b.txt": "b\n" });
});
afterEach(() => world.remove());

const idsOf = (taskId: string) => ({
  mirror: world.mirror.mirror,
  contractId: world.branch.contractId,
  taskId,
});

test("the agent is on its branch, sees shared results, commits, compares and merges them", async () => {
  const first = await world.checkout("task-1");
  await write(first.path, { "one.txt": "1\n" });
  const result = await makeCheckpoint(world.store, {
    checkout: first.checkout,
    number: 1,
    message: "result",
  });

  const { path, created } = await createCheckout(world.store, {
    checkout: idsOf("task-2"),
    branch: "makima/task-2",
    baseCommit: world.mirror.baseCommit,
    shared: [
      { name: "contract", commit: world.mirror.baseCommit },
      { name: "task-1", commit: result.commit },
    ],
  });
  expect(created).toBe(true);
  expect(await git(path, "status", "--porcelain=v2", "--branch")).toContain("branch.head makima/task-2");
  expect(await git(path, "status", "--porcelain")).toBe("");
  expect(await git(path, "rev-parse", "refs/remotes/makima/contract")).toBe(world.mirror.baseCommit);
  await write(path, { "two.txt": "2\n" });
  await git(path, "add", "-A");
  await git(path, "commit", "-qm", "mine");
  await git(path, "merge", "-q", "-m", "merged", "refs/remotes/makima/task-1");
  expect(await readFile(join(path, "one.txt"), "utf8")).toBe("1\n");
  expect(await git(path, "diff", "--name-only", "makima/contract", "HEAD")).toBe("one.txt\ntwo.txt");
  await git(path, "fsck", "--connectivity-only");
  expect(await git(world.mirror.mirror, "for-each-ref", "refs/heads")).not.toContain("task-2");
});

test("a second call keeps the work and brings the shared refs up to date", async () => {
  const { checkout, path } = await world.checkout("task-1");
  await write(path, { "a.txt": "a2\n" });
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
  const again = await createCheckout(world.store, {
    checkout,
    branch: "makima/task-1",
    baseCommit: commit,
    shared: [{ name: "contract", commit }],
  });
  expect(again).toEqual({ path, baseCommit: world.mirror.baseCommit, created: false, isLarge: false });
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("a2\n");
  expect(await git(path, "rev-parse", "refs/remotes/makima/contract")).toBe(commit);
});

test("a link that the agent put in the way of a shared ref is not followed", async () => {
  const { checkout, path } = await world.checkout("task-1");
  await mkdir(join(world.root, "outside"));
  await mkdir(join(path, ".git/refs/remotes"), { recursive: true });
  await symlink(join(world.root, "outside"), join(path, ".git/refs/remotes/makima"));
  const shared = [{ name: "contract", commit: world.mirror.baseCommit }];
  await createCheckout(world.store, { checkout, branch: "x", baseCommit: world.mirror.baseCommit, shared });
  expect(await readdir(join(world.root, "outside"))).toEqual([]);
});

test("what a killed call left is cleared at the next start, and the next call makes the checkout whole", async () => {
  const folder = worktreesFolder(world.store.home);
  await mkdir(join(folder, "task-1.new-abcdef/.git"), { recursive: true });
  await mkdir(join(folder, "task-0.gone-abcdef"), { recursive: true });
  await writeFile(join(world.mirror.mirror, "packed-refs.lock"), "");
  await mkdir(join(world.mirror.mirror, "refs/heads/makima"), { recursive: true });
  await writeFile(join(world.mirror.mirror, "refs/heads/makima/demo-0190aaaa.lock"), "");
  await mkdir(join(world.mirror.mirror, "indexes/task-1.new-abcdef"));
  const store = await openStore({ home: world.store.home, searchPath });
  expect(await readdir(folder)).toEqual([]);
  expect(await readdir(world.mirror.mirror)).not.toContain("packed-refs.lock");
  expect(await readdir(join(world.mirror.mirror, "refs/heads/makima"))).toEqual(["demo-0190aaaa"]);
  expect(await readdir(join(world.mirror.mirror, "indexes"))).toEqual([]);
  const { path } = await world.checkout("task-1");
  expect(await listCheckouts(store)).toEqual([{ taskId: "task-1", paths: [path] }]);
});

test("a folder that somebody removed is made again from the same base", async () => {
  const { checkout, path } = await world.checkout("task-1");
  await rm(path, { recursive: true });
  await world.checkout("task-1");
  expect(await git(path, "rev-parse", "HEAD")).toBe(world.mirror.baseCommit);
  expect(await makeCheckpoint(world.store, { checkout, number: 1, message: "m" })).toMatchObject({
    made: false,
  });
});

test("many at once on one mirror", async () => {
  const names = Array.from({ length: 8 }, (_, i) => `task-${i}`);
  const made = await Promise.all(names.map((name) => world.checkout(name)));
  const checkpoints = await Promise.all(
    made.map(async ({ checkout, path }) => {
      await write(path, { "a.txt": checkout.taskId });
      return makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
    }),
  );
  expect(new Set(checkpoints.map(({ commit }) => commit)).size).toBe(8);
});

test("names that could be read as something else are refused", async () => {
  const request = { branch: "ok", baseCommit: world.mirror.baseCommit, shared: [] };
  await expect(async () =>
    createCheckout(world.store, { ...request, checkout: idsOf("../x") }),
  ).rejects.toMatchObject({
    code: "INVALID_NAME",
  });
  await expect(async () =>
    createCheckout(world.store, { ...request, checkout: idsOf("t"), branch: "--upload-pack=x" }),
  ).rejects.toMatchObject({ code: "INVALID_NAME" });
});
