// A spare worktree is taken once, and a checkout made of it is as if it had been made anew.
import { existsSync } from "node:fs";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCheckout } from "./create-checkout.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { fillSpare } from "./spare-worktree.ts";
import { openStore } from "./store.ts";
import { git, makeWorld, searchPath, type World, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a1\n", "dir/b.txt": "b1\n", "gone.txt": "g\n" });
});
afterEach(() => world.remove());

const spareFile = (name: string) =>
  join(world.store.home, "spares", basename(world.mirror.mirror), "worktree", name);
const fill = () => fillSpare(world.store, { mirror: world.mirror.mirror, commit: world.mirror.baseCommit });

test("a checkout takes it, and nothing is written again", async () => {
  await fill();
  await fill();
  const { ino } = await stat(spareFile("a.txt"));
  const { path, checkout } = await world.checkout("task-1");
  expect((await stat(join(path, "a.txt"))).ino).toBe(ino);
  expect((await readdir(path)).toSorted()).toEqual([".git", "a.txt", "dir", "gone.txt"]);
  expect(await git(path, "status", "--porcelain")).toBe("");
  expect(await makeCheckpoint(world.store, { checkout, number: 1, message: "m" })).toMatchObject({
    made: false,
  });
  expect(await readdir(join(world.store.home, "spares"))).toEqual([]);
  const second = await world.checkout("task-2");
  expect(await git(second.path, "status", "--porcelain")).toBe("");
});

test("what is otherwise in the commit that is wanted, or in the spare, is put right", async () => {
  const first = await world.checkout("task-1");
  await write(first.path, { "a.txt": "a2\n", "new/c.txt": "c\n" });
  await chmod(join(first.path, "dir/b.txt"), 0o755);
  const { commit } = await makeCheckpoint(world.store, { checkout: first.checkout, number: 1, message: "m" });
  await fill();
  await writeFile(spareFile("gone.txt"), "somebody was here");
  const checkout = { ...first.checkout, taskId: "task-2" };
  const { path } = await createCheckout(world.store, {
    ...{ checkout, branch: "makima/task-2", shared: [] },
    baseCommit: world.mirror.baseCommit,
    filledWith: commit,
  });
  const read = (name: string) => readFile(join(path, name), "utf8");
  expect([await read("a.txt"), await read("new/c.txt"), await read("gone.txt")]).toEqual([
    "a2\n",
    "c\n",
    "g\n",
  ]);
  expect((await stat(join(path, "dir/b.txt"))).mode & 0o111).not.toBe(0);
  expect(await makeCheckpoint(world.store, { checkout, number: 1, message: "m" })).toMatchObject({
    made: false,
    commit,
  });
});

test("the next life of a daemon begins without one", async () => {
  await fill();
  const store = await openStore({ home: world.store.home, searchPath });
  expect([existsSync(spareFile("a.txt")), store.spares.size]).toEqual([false, 0]);
});
