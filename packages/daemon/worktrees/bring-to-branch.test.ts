// The supervisor's checkout follows its contract's branch, and what it changed itself is kept and named.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bringToBranch } from "./bring-to-branch.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { mergeTask } from "./merge-task.ts";
import { readTaskRefs } from "./read-task-refs.ts";
import type { Checkout } from "./store.ts";
import type { World } from "./testing/world.ts";
import { git, makeWorld, write } from "./testing/world.ts";

let world: World;
let supervisor: { checkout: Checkout; path: string };
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n" });
  supervisor = await world.checkout("supervisor");
  const { checkout, path } = await world.checkout("worker");
  await write(path, { "worker.txt": "w" });
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
  await mergeTask(world.store, { branch: world.branch, mergeId: "m-1", taskName: "worker", result: commit });
});
afterEach(() => world.remove());

const bring = (number: number) =>
  bringToBranch(world.store, {
    branch: world.branch,
    ownBranch: "makima/supervisor",
    sharedName: "contract",
    safety: { checkout: supervisor.checkout, number, message: "the supervisor's own changes" },
  });

test("merged work appears, and its own git shows nothing changed", async () => {
  const brought = await bring(1);
  expect(brought.ownChanges).toBeNull();
  expect(existsSync(join(supervisor.path, "worker.txt"))).toBe(true);
  expect(await git(supervisor.path, "status", "--porcelain")).toBe("");
  expect(await git(supervisor.path, "rev-parse", "HEAD", "makima/contract")).toBe(
    `${brought.commit}\n${brought.commit}`,
  );
  expect(await bring(1)).toEqual({ commit: brought.commit, ownChanges: null });
  expect((await readTaskRefs(world.store, supervisor.checkout)).checkpoints.size).toBe(0);
});

test("what it changed itself is kept in a checkpoint, named, and gone from the worktree", async () => {
  await write(supervisor.path, { "own.txt": "o\n", "a.txt": "changed\n" });
  const { ownChanges, commit } = await bring(1);
  expect(ownChanges?.files).toEqual([
    { path: "a.txt", status: "modified", added: 1, removed: 1 },
    { path: "own.txt", status: "added", added: 1, removed: 0 },
  ]);
  expect(await git(world.mirror.mirror, "show", `${ownChanges?.checkpoint.commit}:own.txt`)).toBe("o");
  expect(existsSync(join(supervisor.path, "own.txt"))).toBe(false);
  await write(supervisor.path, { "next.txt": "n" });
  const next = await makeCheckpoint(world.store, {
    checkout: supervisor.checkout,
    number: 2,
    message: "next",
  });
  expect(next.filesChanged).toBe(1);
  expect(await git(world.mirror.mirror, "rev-parse", `${next.commit}^`)).toBe(commit);
});
