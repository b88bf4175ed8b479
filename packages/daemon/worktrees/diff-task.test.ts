// A diff tells what a task changed, is cut at its limit, and comes from the mirror.
import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { diffTask } from "./diff-task.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import type { World } from "./testing/world.ts";
import { makeWorld, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "1\n2\n3\n", "gone.txt": "x\n", link: "file\n" });
});
afterEach(() => world.remove());

test("files with their counts, and the patch, of a checkpoint and of the worktree since", async () => {
  const { checkout, path } = await world.checkout("task-1");
  await write(path, { "a.txt": "1\ntwo\n3\n", "new ü.txt": "n\n" });
  await writeFile(join(path, "image.bin"), Buffer.from([0, 1, 2]));
  await rm(join(path, "gone.txt"));
  await rm(join(path, "link"));
  await symlink("a.txt", join(path, "link"));
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
  await write(path, { "later.txt": "l\n" });

  const { files, diff, truncated } = await diffTask(world.store, {
    checkout,
    from: world.mirror.baseCommit,
    to: commit,
  });
  expect(files).toEqual([
    { path: "a.txt", status: "modified", added: 1, removed: 1 },
    { path: "gone.txt", status: "deleted", added: 0, removed: 1 },
    { path: "image.bin", status: "added", added: null, removed: null },
    { path: "link", status: "type_changed", added: 1, removed: 1 },
    { path: "new ü.txt", status: "added", added: 1, removed: 0 },
  ]);
  expect(diff).toContain("-2\n+two\n");
  expect(truncated).toBe(false);
  const since = await diffTask(world.store, { checkout, from: commit, to: "worktree" });
  expect(since.files.map((file) => file.path)).toEqual(["later.txt"]);
});

test("a patch beyond the limit ends at a line and says so; the list of files is whole", async () => {
  const { checkout, path } = await world.checkout("task-1");
  await write(path, { "big.txt": "0123456789\n".repeat(10_000), "z.txt": "z\n" });
  const diff = await diffTask(world.store, {
    checkout,
    from: world.mirror.baseCommit,
    to: "worktree",
    maxDiffBytes: 1000,
  });
  expect(diff.truncated).toBe(true);
  expect(diff.diff.length).toBeLessThanOrEqual(1000);
  expect(diff.diff.endsWith("\n")).toBe(true);
  expect(diff.files).toHaveLength(2);
});
