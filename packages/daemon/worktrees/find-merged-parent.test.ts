// What an agent merged of its contract's branch becomes a parent of its checkpoint, and nothing else that its git says does.
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ObjectId } from "../git/git-parts.ts";
import { runProgram } from "../ports/run-program.ts";
import { createCheckout } from "./create-checkout.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { mergeTask } from "./merge-task.ts";
import { restoreWorktree } from "./restore-worktree.ts";
import type { Checkout } from "./store.ts";
import type { World } from "./testing/world.ts";
import { git, gitEnd, makeWorld, searchPath, write } from "./testing/world.ts";

let world: World;
/** The contract's branch, with the first worker's result in it. */
let tip: string;
/** The second worker's result, which conflicts with it. */
let refused: ObjectId;
/** The solver's, on top of the refused result. */
let checkout: Checkout;
let path: string;

beforeEach(async () => {
  world = await makeWorld({ "shared.txt": "nothing\n" });
  const red = await resultOf("red", { "shared.txt": "red\n", "red.txt": "red\n" });
  refused = await resultOf("blue", { "shared.txt": "blue\n" });
  await merge(red);
  tip = await inMirror("rev-parse", `refs/heads/${world.branch.branch}`);
  checkout = { ...world.branch, taskId: "solver" };
  const shared = [{ name: "contract", commit: tip as ObjectId }];
  const request = { checkout, branch: "makima/solver", baseCommit: refused, shared };
  ({ path } = await createCheckout(world.store, request));
});
afterEach(() => world.remove());

async function resultOf(taskId: string, files: Readonly<Record<string, string>>): Promise<ObjectId> {
  const worker = await world.checkout(taskId);
  await write(worker.path, files);
  const request = { checkout: worker.checkout, number: 1, message: taskId };
  return (await makeCheckpoint(world.store, request)).commit;
}
const merge = (result: ObjectId) =>
  mergeTask(world.store, { branch: world.branch, mergeId: `m-${result}`, taskName: "t", result });
const inMirror = (...args: readonly string[]) => git(world.mirror.mirror, ...args);
const requestOf = (number: number, uncommitted: boolean) => {
  const merges = { contractBranch: world.branch.branch, uncommitted };
  return { checkout, number, message: `checkpoint ${number}`, merges };
};
const capture = (number: number, uncommitted = false) =>
  makeCheckpoint(world.store, requestOf(number, uncommitted));
const parentsOf = async (commit: string) => (await inMirror("log", "-1", "--format=%P", commit)).split(" ");

/** As an agent does it that is told to merge the contract's branch. */
async function beginMerge(): Promise<void> {
  expect((await gitEnd(path, "merge", "refs/remotes/makima/contract")).exitCode).toBe(1);
  await write(path, { "shared.txt": "red and blue\n" });
}
async function mergeAndCommit(): Promise<void> {
  await beginMerge();
  await git(path, "commit", "-qam", "both");
}
const looseFile = (id: string) => join(path, ".git/objects", id.slice(0, 2), id.slice(2));

describe("what the agent merged", () => {
  test("and committed is the second parent, and the result then merges", async () => {
    expect(await merge(refused)).toEqual({ merged: false, conflicts: ["shared.txt"] });
    await mergeAndCommit();
    await write(path, { "later.txt": "l\n" });
    await git(path, "add", "-A");
    await git(path, "commit", "-qm", "later");
    const made = await capture(1);
    expect(await parentsOf(made.commit)).toEqual([refused, tip]);
    expect(made).toMatchObject({ made: true, filesChanged: 3, linesAdded: 3, linesRemoved: 1 });
    expect(await capture(1)).toEqual(made);
    expect(await capture(2)).toMatchObject({ made: false, number: 1, commit: made.commit });
    expect(await merge(made.commit)).toMatchObject({ merged: true });
    expect(await inMirror("show", `${world.branch.branch}:shared.txt`)).toBe("red and blue");
    expect(await inMirror("show", `${world.branch.branch}:red.txt`)).toBe("red");
  });

  test("and did not commit counts when the agent says that it is done, not before", async () => {
    await beginMerge();
    const before = await capture(1);
    expect(await parentsOf(before.commit)).toEqual([refused]);
    const done = await capture(2, true);
    expect(done).toMatchObject({ made: true, number: 2, tree: before.tree, filesChanged: 0 });
    expect(await parentsOf(done.commit)).toEqual([before.commit, tip]);
    expect(await merge(done.commit)).toMatchObject({ merged: true });
  });

  test("is found when its branch is packed away, and when it is on no branch", async () => {
    await mergeAndCommit();
    await git(path, "pack-refs", "--all");
    await git(path, "checkout", "-q", "-b", "makima/other");
    await git(path, "pack-refs", "--all");
    expect(await parentsOf((await capture(1)).commit)).toEqual([refused, tip]);
    await git(path, "checkout", "-q", "--detach");
    expect(await capture(2)).toMatchObject({ made: false });
  });

  test("by moving to it without a commit of its own counts too", async () => {
    await git(path, "checkout", "-q", "--detach", "refs/remotes/makima/contract");
    const made = await capture(1);
    expect(await parentsOf(made.commit)).toEqual([refused, tip]);
    expect(await inMirror("show", `${made.commit}:shared.txt`)).toBe("red");
  });

  test("is not asked after where the caller names no branch", async () => {
    await mergeAndCommit();
    const made = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
    expect(await parentsOf(made.commit)).toEqual([refused]);
  });

  test("and a rewind took out again is not claimed by what the agent's git still tells", async () => {
    await write(path, { "own.txt": "o\n" });
    const before = await capture(1);
    await mergeAndCommit();
    const { safety } = await restoreWorktree(world.store, {
      commit: before.commit,
      safety: requestOf(2, true),
    });
    expect(await parentsOf(safety.commit)).toEqual([before.commit, tip]);
    await write(path, { "own.txt": "o2\n" });
    const after = await capture(3, true);
    expect(await parentsOf(after.commit)).toEqual([before.commit]);
    expect(await merge(after.commit)).toEqual({ merged: false, conflicts: ["shared.txt"] });
  });
});

describe("ignored, and no error", () => {
  const captured = async () => {
    await write(path, { "own.txt": "o\n" });
    return parentsOf((await capture(1, true)).commit);
  };

  test("a commit that is not on the contract's branch", async () => {
    const green = await resultOf("green", { "green.txt": "g\n" });
    await writeFile(join(path, ".git/MERGE_HEAD"), `${green}\n${"1".repeat(40)}\n`);
    expect(await captured()).toEqual([refused]);
  });

  test("objects that the agent's git has packed", async () => {
    await mergeAndCommit();
    await git(path, "repack", "-q", "-a", "-d", "-l");
    expect(await captured()).toEqual([refused]);
  });

  test.each(["HEAD", "MERGE_HEAD", "refs/heads/makima", "refs", "objects"])("a link at %s", async (name) => {
    await mergeAndCommit();
    await writeFile(join(path, ".git/MERGE_HEAD"), `${tip}\n`);
    const elsewhere = join(world.root, "elsewhere");
    await rename(join(path, ".git", name), elsewhere);
    await symlink(elsewhere, join(path, ".git", name));
    if (name !== "MERGE_HEAD") await rm(join(path, ".git/MERGE_HEAD"));
    else await git(path, "update-ref", "HEAD", refused);
    expect(await captured()).toEqual([refused]);
  });

  test("a .git that is a link or a file", async () => {
    await mergeAndCommit();
    await rename(join(path, ".git"), join(world.root, "git"));
    await symlink(join(world.root, "git"), join(path, ".git"));
    expect(await captured()).toEqual([refused]);
    await rm(join(path, ".git"));
    await writeFile(join(path, ".git"), `gitdir: ${join(world.root, "git")}\n`);
    expect(await capture(2, true)).toMatchObject({ made: false });
  });

  test("pipes, which nobody writes into", async () => {
    await rm(join(path, ".git/HEAD"));
    for (const name of ["HEAD", "MERGE_HEAD"]) {
      const options = { cwd: path, env: { PATH: searchPath }, timeoutMs: 60_000, maxOutputBytes: 1000 };
      await runProgram({ command: "mkfifo", args: [join(path, ".git", name)], ...options });
    }
    expect(await captured()).toEqual([refused]);
  });

  const body = () => `tree ${"2".repeat(40)}\nparent ${tip}\n\nm\n`;
  const commitOf = (text: string) => deflateSync(`commit ${text.length}\0${text}`);
  const garbage: Readonly<Record<string, () => Buffer>> = {
    "no zlib": () => Buffer.from(`commit 1\0parent ${tip}\n`),
    "cut off": () => commitOf(body()).subarray(0, 20),
    "of another length": () => deflateSync(`commit 9\0${body()}`),
    "of another kind": () => deflateSync(`blob ${body().length}\0${body()}`),
    "without a header": () => deflateSync(body()),
    "with a parent that is none": () => commitOf(body().replace(tip, `${tip}^`)),
    "huge when inflated": () => commitOf(`${body()}${"x".repeat(50_000_000)}`),
    "huge on the disk": () => Buffer.concat([commitOf(body()), Buffer.alloc(1_000_000)]),
    empty: () => Buffer.alloc(0),
  };
  const plant = async (object: Buffer) => {
    const id = "3".repeat(40);
    await mkdir(dirname(looseFile(id)), { recursive: true });
    await writeFile(looseFile(id), object);
    await writeFile(join(path, ".git/HEAD"), `${id}\n`);
  };

  test("the object is planted where it is read", async () => {
    await plant(commitOf(body()));
    expect(await captured()).toEqual([refused, tip]);
  });

  test.each(Object.keys(garbage))("an object %s", async (name) => {
    await plant(garbage[name]?.() ?? Buffer.alloc(0));
    expect(await captured()).toEqual([refused]);
  });

  const heads: Readonly<Record<string, string>> = {
    "a path out of its folder": "ref: refs/heads/../../../../secret\n",
    "a path of its own": "ref: /etc/passwd\n",
    "an option": "--all\n",
    "an id with a digit too many": `${"4".repeat(41)}\n`,
    "a great deal": "x".repeat(100_000),
  };
  test.each(Object.keys(heads))("a HEAD that says %s", async (name) => {
    const head = heads[name] ?? "";
    await writeFile(join(path, ".git/HEAD"), head);
    await writeFile(join(path, ".git/MERGE_HEAD"), head);
    expect(await captured()).toEqual([refused]);
    expect(await readFile(join(path, ".git/HEAD"), "utf8")).toBe(head);
  });
});
