// A daemon that is killed in the middle of a checkpoint leaves nothing that blocks or falsifies the next one.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { restoreWorktree } from "./restore-worktree.ts";
import type { Checkout } from "./store.ts";
import { indexesFolder, openStore } from "./store.ts";
import type { World } from "./testing/world.ts";
import { beginAndKill, git, makeWorld, searchPath, write } from "./testing/world.ts";

let world: World;
let checkout: Checkout;
let path: string;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n" });
  ({ checkout, path } = await world.checkout("task-1"));
});
afterEach(() => world.remove());

const killedCheckpoint = (number: number, afterMs: number): Promise<void> =>
  beginAndKill(world, {
    module: import.meta.resolve("./make-checkpoint.ts"),
    name: "makeCheckpoint",
    request: { checkout, number, message: "killed" },
    afterMs,
  });

test("killed at many instants, the next daemon's checkpoint is exact", async () => {
  for (let number = 1; number <= 8; number += 1) {
    for (let i = 0; i < 150; i += 1) await writeFile(join(path, `f${i}.txt`), `${number} ${i}\n`);
    await killedCheckpoint(number, number * 20);
    const store = await openStore({ home: world.store.home, searchPath });
    const made = await makeCheckpoint(store, { checkout, number, message: "again" });
    expect(made).toMatchObject({ made: true, number, filesChanged: 150 });
    expect(await git(checkout.mirror, "show", `${made.commit}:f149.txt`)).toBe(`${number} 149`);
    expect(await makeCheckpoint(store, { checkout, number: number + 1, message: "same" })).toMatchObject({
      made: false,
    });
  }
  await git(checkout.mirror, "fsck", "--connectivity-only");
  expect(await readdir(indexesFolder(checkout.mirror))).toEqual(["task-1"]);
});

test("locks that a killed git left are gone after the next start", async () => {
  await write(path, { "a.txt": "a2\n" });
  const refs = join(checkout.mirror, "refs/makima", checkout.contractId, "task-1");
  await writeFile(join(refs, "head.lock"), "");
  await writeFile(join(indexesFolder(checkout.mirror), "task-1.lock"), "");
  const request = { checkout, number: 1, message: "m" };
  await expect(makeCheckpoint(world.store, request)).rejects.toMatchObject({ code: "GIT_FAILED" });
  const store = await openStore({ home: world.store.home, searchPath });
  expect(await makeCheckpoint(store, request)).toMatchObject({ made: true, number: 1 });
});

test("a restore that was killed half-way is done by the next call", async () => {
  await write(path, { "a.txt": "a2\n", "b.txt": "b\n" });
  const first = await makeCheckpoint(world.store, { checkout, number: 1, message: "first" });
  await write(path, { "a.txt": "a3\n", "c.txt": "c\n" });
  const safety = { checkout, number: 2, message: "safety" };
  const kept = await makeCheckpoint(world.store, safety);
  await write(path, { "a.txt": "a2\n" });
  expect(await restoreWorktree(world.store, { commit: first.commit, safety })).toMatchObject({
    safety: { commit: kept.commit },
  });
  expect((await readdir(path)).sort()).toEqual([".git", "a.txt", "b.txt"]);
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("a2\n");
});
