// A result is merged wholly, or not at all, and once.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ObjectId, parseObjectId } from "../git/git-parts.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { mergeTask } from "./merge-task.ts";
import type { World } from "./testing/world.ts";
import { git, makeWorld, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n", "b.txt": "b\n" });
});
afterEach(() => world.remove());

async function resultOf(taskId: string, files: Readonly<Record<string, string>>): Promise<ObjectId> {
  const { checkout, path } = await world.checkout(taskId);
  await write(path, files);
  return (
    await makeCheckpoint(world.store, { checkout, number: 1, message: `${taskId}\n\nMakima-Merge: m-9` })
  ).commit;
}
const merge = (mergeId: string, result: ObjectId) =>
  mergeTask(world.store, { branch: world.branch, mergeId, taskName: "a task\n\nMakima-Merge: m-8", result });
const tip = () => git(world.mirror.mirror, "rev-parse", `refs/heads/${world.branch.branch}`);

test("results that touch different files come together", async () => {
  const [one, two] = [await resultOf("one", { "a.txt": "1\n" }), await resultOf("two", { "c/ü.txt": "2\n" })];
  const first = await merge("m-1", one);
  const second = await merge("m-2", two);
  expect([first, second]).toMatchObject([
    { merged: true, alreadyMerged: false },
    { merged: true, alreadyMerged: false, commit: await tip() },
  ]);
  expect(await git(world.mirror.mirror, "show", `${await tip()}:a.txt`)).toBe("1");
  expect(await git(world.mirror.mirror, "show", `${await tip()}:c/ü.txt`)).toBe("2");
});

test("asked again with the same id it answers the same, also after later merges", async () => {
  const one = await resultOf("one", { "a.txt": "1\n" });
  const first = await merge("m-1", one);
  await merge("m-2", await resultOf("two", { "b.txt": "2\n" }));
  const before = await tip();
  expect(await merge("m-1", one)).toEqual(first);
  expect(await merge("m-3", one)).toEqual({ merged: true, commit: before, alreadyMerged: true });
  expect(await tip()).toBe(before);
  const log = await git(
    world.mirror.mirror,
    "log",
    "--first-parent",
    "--format=%(trailers:key=Makima-Merge)",
    before,
  );
  expect(log.match(/m-1/g)).toHaveLength(1);
});

test("done again on a machine whose branch stands where this one's stood, a merge is the same commit", async () => {
  const id = "01980000-0000-7000-8000-000000000001";
  const one = await resultOf("one", { "a.txt": "1\n" });
  const before = await tip();
  const first = await merge(id, one);
  await git(world.mirror.mirror, "update-ref", `refs/heads/${world.branch.branch}`, before);
  expect(await merge(id, one)).toEqual(first);
  expect(await git(world.mirror.mirror, "show", "--no-patch", "--format=%ct", await tip())).toBe(
    "1752346656",
  );
});

test("what a task writes into its messages passes for no merge", async () => {
  await merge("m-1", await resultOf("one", { "a.txt": "1\n" }));
  const two = await resultOf("two", { "b.txt": "2\n" });
  const after = await merge("m-9", two);
  expect(after).toMatchObject({ merged: true, alreadyMerged: false, commit: await tip() });
  const three = await resultOf("three", { "c.txt": "3\n" });
  expect(await merge("m-8", three)).toMatchObject({
    merged: true,
    alreadyMerged: false,
    commit: await tip(),
  });
  expect(await git(world.mirror.mirror, "show", `${await tip()}:b.txt`)).toBe("2");
});

test("a result that the mirror does not have is refused by a code of its own", async () => {
  const elsewhere = parseObjectId("1".repeat(40));
  await expect(merge("m-1", elsewhere)).rejects.toMatchObject({ code: "RESULT_MISSING" });
});

test("a conflict names its files and half-merges nothing", async () => {
  await merge("m-1", await resultOf("one", { "a.txt": "1\n", "b.txt": "1\n" }));
  const before = await tip();
  const two = await resultOf("two", { "a.txt": "2\n", "b.txt": "2\n", "fine.txt": "f\n" });
  expect(await merge("m-2", two)).toEqual({ merged: false, conflicts: ["a.txt", "b.txt"] });
  expect(await tip()).toBe(before);
});

test("the same merge asked ten times at once is made once", async () => {
  const one = await resultOf("one", { "a.txt": "1\n" });
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => merge("m-1", one)));
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  expect(await git(world.mirror.mirror, "rev-list", "--count", "--merges", await tip())).toBe("1");
});

test("without the contract's branch it says so", async () => {
  const result = await resultOf("one", { "a.txt": "1\n" });
  const branch = { ...world.branch, branch: "makima/other" };
  await expect(mergeTask(world.store, { branch, mergeId: "m", taskName: "t", result })).rejects.toMatchObject(
    {
      code: "BRANCH_MISSING",
    },
  );
});
