// The trash can: nothing goes before it is captured, a removal that was cut short is finished, and what comes back is whole.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { diffTask } from "./diff-task.ts";
import { exportCheckpoint } from "./export-checkpoint.ts";
import { listCheckouts } from "./list-checkouts.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import { type Removal, removeCheckout } from "./remove-checkout.ts";
import { returnCheckout } from "./return-checkout.ts";
import { setAside } from "./set-aside.ts";
import { type Checkout, openStore } from "./store.ts";
import { git, makeWorld, searchPath, type World, write } from "./testing/world.ts";
import { finishRemoval, moveToTrash, trashPlace } from "./trash.ts";

let world: World;
let checkout: Checkout;
let path: string;

beforeEach(async () => {
  world = await makeWorld({ ".gitignore": ".env\nnode_modules/\n", "a.txt": "a1\n", "dir/b.txt": "b1\n" });
  ({ checkout, path } = await world.checkout("task-1"));
});
afterEach(() => world.remove());

const remove = (number = 1, evenWithLosses = false): Promise<Removal> =>
  removeCheckout(world.store, { last: { checkout, number, message: "last" }, evenWithLosses });
const giveBack = (commit: string | undefined) =>
  returnCheckout(world.store, {
    checkout,
    branch: "makima/task-1",
    commit: (commit ?? world.mirror.baseCommit) as typeof world.mirror.baseCommit,
  });
const read = (file: string) => readFile(join(path, file), "utf8");

test("what is not captured yet is captured first, and what goes for good is told", async () => {
  await write(path, { "a.txt": "a2\n", "new/c.txt": "c\n", ".env": "SECRET", "node_modules/x/i.js": "1" });
  await mkdir(join(path, "empty/inside"), { recursive: true });
  const removal = await remove();
  expect(removal).toMatchObject({ removed: true, warnings: [], captured: [{ number: 1, filesChanged: 2 }] });
  expect(removal.leftOut.toSorted()).toEqual([".env (ignored)", "empty/ (empty)", "node_modules/ (ignored)"]);
  expect(existsSync(path)).toBe(false);
  const { base, head, checkpoints } = await readTaskRefs(world.store, checkout);
  expect([base, head, checkpoints.get(1)]).toEqual([
    world.mirror.baseCommit,
    removal.captured[0]?.commit,
    removal.captured[0]?.commit,
  ]);
  const diff = await diffTask(world.store, { checkout, from: world.mirror.baseCommit, to: "worktree" });
  expect(diff.files.map((file) => file.path)).toEqual(["a.txt", "new/c.txt"]);
});

test("it comes back as it was, with the agent's own commits, stash, index and unfinished merge", async () => {
  await write(path, { "a.txt": "mine\n" });
  await git(path, "commit", "-qam", "mine");
  await write(path, { "a.txt": "stashed\n" });
  await git(path, "stash");
  await write(path, { "dir/b.txt": "staged\n" });
  await git(path, "add", "dir/b.txt");
  await write(path, { "dir/b.txt": "and not staged\n", "new.txt": "n\n" });
  await symlink("a.txt", join(path, "link"));
  const look = () =>
    Promise.all([
      git(path, "log", "--format=%H %s"),
      git(path, "stash", "list"),
      git(path, "ls-files", "--stage"),
      git(path, "status", "--porcelain"),
      git(path, "fsck", "--connectivity-only", "--no-dangling"),
    ]);
  const before = await look();
  const { captured } = await remove();
  expect(await giveBack(captured[0]?.commit)).toEqual({ path, isWhole: true });
  expect(await look()).toEqual(before);
  expect(await makeCheckpoint(world.store, { checkout, number: 2, message: "m" })).toMatchObject({
    made: false,
    number: 1,
  });
  expect(await readdir(join(world.store.home, "trash"))).toEqual([]);
  expect((await remove(2)).captured).toEqual([]);
  expect(await giveBack(captured[0]?.commit)).toEqual({ path, isWhole: true });
});

test("without its own git directory it has the files, and the changes are nobody's commit", async () => {
  await write(path, { "a.txt": "a2\n" });
  const { captured } = await remove();
  await rm(join(world.store.home, "trash"), { recursive: true });
  expect(await giveBack(captured[0]?.commit)).toEqual({ path, isWhole: false });
  expect(await git(path, "status", "--porcelain")).toBe("M a.txt");
  expect(await git(path, "rev-parse", "HEAD")).toBe(world.mirror.baseCommit);
});

test("what no checkpoint can take holds it back, until a person says otherwise", async () => {
  await write(path, { "nested/n.txt": "n\n", "a.txt": "a2\n" });
  await git(join(path, "nested"), "init", "-q");
  const held = await remove();
  expect(held).toMatchObject({
    removed: false,
    captured: [{ number: 1 }],
    warnings: [{ code: "NESTED_REPOSITORY" }],
  });
  expect(await read("nested/n.txt")).toBe("n\n");
  expect(await remove(2)).toMatchObject({ removed: false, captured: [] });
  expect(await remove(2, true)).toMatchObject({ removed: true });
  expect(existsSync(path)).toBe(false);
});

test("a checkpoint that a killed call made and did not tell of is told, and what changed since is captured too", async () => {
  await write(path, { "a.txt": "a2\n" });
  await makeCheckpoint(world.store, { checkout, number: 1, message: "last" });
  await write(path, { "a.txt": "a3\n" });
  const { captured } = await remove(1);
  expect(captured.map(({ number }) => number)).toEqual([1, 2]);
  // And again, when the answer was lost.
  expect(await remove(1)).toEqual({ removed: true, captured, warnings: [], leftOut: [] });
});

test.each([
  ["before its git directory was kept", false],
  ["while its files were deleted", true],
])("a removal that was killed %s is finished at the next start", async (_, isLater) => {
  await write(path, { "a.txt": "a2\n" });
  await git(path, "commit", "-qam", "own");
  const own = await git(path, "rev-parse", "HEAD");
  const made = await makeCheckpoint(world.store, { checkout, number: 1, message: "last" });
  const { home } = world.store;
  await moveToTrash({ home, taskId: "task-1", path });
  const place = trashPlace(home, "task-1");
  if (isLater) {
    await rename(join(place.worktree, ".git"), place.git);
    await rm(join(place.worktree, "a.txt"));
  }
  await openStore({ home, searchPath });
  expect([existsSync(place.worktree), existsSync(place.git)]).toEqual([false, true]);
  await giveBack(made.commit);
  expect([await git(path, "rev-parse", "HEAD"), await read("a.txt")]).toEqual([own, "a2\n"]);
});

test("a return that was killed before its git directory was back is finished at the next start", async () => {
  await write(path, { "a.txt": "a2\n" });
  await git(path, "commit", "-qam", "own");
  const own = await git(path, "rev-parse", "HEAD");
  await remove();
  await world.checkout("task-1");
  expect(await git(path, "rev-parse", "HEAD")).toBe(world.mirror.baseCommit);
  await openStore({ home: world.store.home, searchPath });
  expect(await git(path, "rev-parse", "HEAD")).toBe(own);
  // Nothing to do is fine.
  await finishRemoval({ home: world.store.home, taskId: "task-1" });
});

test("it is refused where it stands, and where its commit is gone", async () => {
  await expect(giveBack(undefined)).rejects.toMatchObject({ code: "CHECKOUT_STANDS" });
  await remove();
  await expect(giveBack("0".repeat(39) + "1")).rejects.toMatchObject({ code: "COMMIT_GONE" });
  expect(existsSync(path)).toBe(false);
});

test("its files can be written elsewhere, whole or not at all, and in nobody's way", async () => {
  await write(path, { "dir/new.txt": "n\n" });
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
  const to = join(world.root, "copy");
  const exportTo = (at: string) => exportCheckpoint(world.store, { mirror: checkout.mirror, commit, to: at });
  await mkdir(to);
  await exportTo(to);
  expect((await readdir(to)).toSorted()).toEqual([".gitignore", "a.txt", "dir"]);
  expect(await readFile(join(to, "dir/new.txt"), "utf8")).toBe("n\n");
  await expect(exportTo(to)).rejects.toMatchObject({ code: "PATH_NOT_EMPTY" });
  await writeFile(join(world.root, "file"), "f");
  await expect(exportTo(join(world.root, "file"))).rejects.toMatchObject({ code: "PATH_NOT_EMPTY" });
  for (const at of [join(world.root, "no/where"), `${world.root}/x/../y`, join(world.store.home, "x"), "/"])
    await expect(exportTo(at)).rejects.toMatchObject({ code: "PATH_UNUSABLE" });
  expect((await readdir(world.root)).toSorted()).toEqual(["copy", "file", "home", "person"]);
});

test("what a task left here before it came back goes with its worktree, and is captured too", async () => {
  await write(path, { "a.txt": "left behind\n", ".env": "SECRET" });
  await setAside(world.store, { checkout, after: 0, epoch: 3 });
  await world.checkout("task-1");
  await write(path, { "a.txt": "gone on\n" });
  const [{ paths } = { paths: [] }] = await listCheckouts(world.store);
  expect(new Set(paths)).toEqual(new Set([path, `${path}.left-3`]));
  const removal = await remove();
  expect(removal).toMatchObject({ removed: true, warnings: [], captured: [{ number: 1, filesChanged: 1 }] });
  expect(removal.leftOut).toEqual([expect.stringContaining(".env (ignored), as it was left here")]);
  expect(await listCheckouts(world.store)).toEqual([]);
  const refs = await git(world.mirror.mirror, "for-each-ref", "--format=%(refname)", "refs/makima/*/left/*");
  expect(await git(world.mirror.mirror, "show", `${refs.trim()}:a.txt`)).toContain("left behind");
  expect(existsSync(join(trashPlace(world.store.home, "task-1.left-3").git, "HEAD"))).toBe(true);
});

test("what was left here and holds a repository of its own holds the whole worktree back", async () => {
  await git(path, "init", "-q", "inner");
  await write(path, { "inner/x.txt": "x\n" });
  await setAside(world.store, { checkout, after: 0, epoch: 3 });
  await world.checkout("task-1");
  for (const _ of ["once", "again"])
    expect(await remove()).toMatchObject({ removed: false, warnings: [{ code: "NESTED_REPOSITORY" }] });
  expect((await listCheckouts(world.store))[0]?.paths).toHaveLength(2);
  const refs = await git(world.mirror.mirror, "for-each-ref", "--format=%(refname)", "refs/makima/*/left/*");
  expect(refs).toMatch(/^refs\/makima\/\S+$/);
  expect(await remove(1, true)).toMatchObject({ removed: true });
});
