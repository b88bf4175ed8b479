// A look tells what is there, keeps what differs, and answers the same when it is repeated.
import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseObjectId } from "../git/git-parts.ts";
import { lookAtWorktree, mendHead } from "./look-at-worktree.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { restoreWorktree } from "./restore-worktree.ts";
import type { Checkout } from "./store.ts";
import type { World } from "./testing/world.ts";
import { makeWorld, write } from "./testing/world.ts";

let world: World;
let checkout: Checkout;
let path: string;

beforeEach(async () => {
  world = await makeWorld();
  ({ checkout, path } = await world.checkout("task-1"));
});
afterEach(() => world.remove());

const keep = (number: number, evenIfSame = false) => ({ checkout, number, message: "as found", evenIfSame });
const nowhere = parseObjectId("1".repeat(40));

test("nothing differs: nothing is kept, unless it is wanted", async () => {
  const look = await lookAtWorktree(world.store, {
    keep: keep(1),
    commits: [world.mirror.baseCommit, nowhere],
  });
  expect(look).toEqual({ isPresent: true, kept: null, unreachable: [nowhere] });
  const wanted = await lookAtWorktree(world.store, { keep: keep(1, true), commits: [] });
  expect(wanted.kept).toMatchObject({ number: 1, filesChanged: 0 });
});

test("what differs is kept as a checkpoint, and a repeated look gives the same", async () => {
  await makeCheckpoint(world.store, keep(1));
  await write(path, { "new.txt": "new\n" });
  const look = await lookAtWorktree(world.store, { keep: keep(1), commits: [] });
  expect(look.kept).toMatchObject({ number: 1, filesChanged: 1 });
  expect(await lookAtWorktree(world.store, { keep: keep(1), commits: [] })).toEqual(look);
});

test("a worktree that is gone", async () => {
  await rm(join(path), { recursive: true });
  const look = await lookAtWorktree(world.store, { keep: keep(1), commits: [] });
  expect(look).toEqual({ isPresent: false, kept: null, unreachable: [] });
});

test("a newest checkpoint that is gone from the mirror: nothing can be kept on it, and the worktree goes back to the one before", async () => {
  await write(path, { "first.txt": "1\n" });
  const first = await makeCheckpoint(world.store, keep(1));
  await write(path, { "second.txt": "2\n" });
  const { commit } = await makeCheckpoint(world.store, keep(2));
  await rm(join(checkout.mirror, "objects", commit.slice(0, 2), commit.slice(2)));
  const look = await lookAtWorktree(world.store, { keep: keep(3), commits: [first.commit, commit] });
  expect(look).toEqual({ isPresent: true, kept: null, unreachable: [commit] });
  await mendHead(world.store, { checkout, commit: first.commit });
  const { safety } = await restoreWorktree(world.store, { commit: first.commit, safety: keep(3) });
  expect(safety).toMatchObject({ made: true, number: 3, filesChanged: 1 });
  await expect(access(join(path, "second.txt"))).rejects.toThrow("ENOENT");
});
