// Checkpoints hold a worktree exactly, leave the agent's own git alone, and can be repeated.
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProgram } from "../ports/run-program.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { restoreWorktree } from "./restore-worktree.ts";
import type { Checkout } from "./store.ts";
import { indexPath } from "./store.ts";
import type { World } from "./testing/world.ts";
import { agentsGit, git, gitEnd, makeWorld, searchPath, write } from "./testing/world.ts";

let world: World;
let checkout: Checkout;
let path: string;

beforeEach(async () => {
  world = await makeWorld({
    ".gitignore": "node_modules/\n.env\n*.log\n",
    "a.txt": "a1",
    "dir/b.txt": "b1",
    "run.sh": "#!/bin/sh\n",
    "ünï ✓.txt": "u",
    swap: "file",
    "folder/one": "1",
  });
  ({ checkout, path } = await world.checkout("task-1"));
});
afterEach(() => world.remove());

const read = (file: string) => readFile(join(path, file), "utf8");
const make = (command: string, ...args: readonly string[]) =>
  runProgram({
    command,
    args,
    cwd: path,
    env: { PATH: searchPath },
    timeoutMs: 60_000,
    maxOutputBytes: 1000,
  });
const capture = (number: number) =>
  makeCheckpoint(world.store, { checkout, number, message: `checkpoint ${number}` });
const namesIn = async (commit: string) =>
  (await git(checkout.mirror, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", commit)).split(
    "\n",
  );

test("an unchanged worktree has its base as checkpoint 0", async () => {
  const checkpoint = await capture(1);
  expect(checkpoint).toMatchObject({
    made: false,
    number: 0,
    commit: world.mirror.baseCommit,
    filesChanged: 0,
  });
});

test("a checkpoint counts what changed, and the same tree is not stored twice", async () => {
  await write(path, { "a.txt": "a2", "new.txt": "one\ntwo\n" });
  await rm(join(path, "run.sh"));
  const first = await capture(1);
  expect(first).toMatchObject({
    made: true,
    number: 1,
    filesChanged: 3,
    linesAdded: 3,
    linesRemoved: 2,
    warnings: [],
  });
  expect(await git(checkout.mirror, "rev-parse", `refs/makima/${checkout.contractId}/task-1/1`)).toBe(
    first.commit,
  );
  expect(await capture(2)).toMatchObject({ made: false, number: 1, commit: first.commit, tree: first.tree });
});

test("repeated with its number it answers the same, even when the worktree went on", async () => {
  await write(path, { "a.txt": "a2" });
  const first = await capture(1);
  await write(path, { "a.txt": "a3" });
  expect(await capture(1)).toEqual(first);
  expect(await git(checkout.mirror, "rev-parse", `${(await capture(2)).commit}^`)).toBe(first.commit);
});

/** Each kind of change that a worktree can see: content, mode, kind of entry, new and gone. */
async function changeEverything(): Promise<void> {
  await write(path, {
    "a.txt": "a3",
    "later.txt": "l",
    "newdir/deep/l.txt": "l",
    ".env": "SECRET=2",
    "t.log": "t",
  });
  await rm(join(path, "run.sh"));
  await chmod(join(path, "ünï ✓.txt"), 0o755);
  await rm(join(path, "swap"));
  await write(path, { "swap/inner.txt": "x", "untracked.txt": "u2" });
  await rm(join(path, "link"));
  await symlink("dir", join(path, "link"));
  await rm(join(path, "folder"), { recursive: true });
  await writeFile(join(path, "folder"), "now a file");
}

test("restoring brings back every kind of change exactly, and forward again", async () => {
  await write(path, {
    ".env": "SECRET=1",
    "node_modules/x/i.js": "1",
    "staged.txt": "s1",
    "untracked.txt": "u1",
  });
  await git(path, "add", "staged.txt");
  await write(path, { "staged.txt": "s2", "a.txt": "a2" });
  await symlink("a.txt", join(path, "link"));
  const before = await capture(1);

  await changeEverything();
  const agents = await agentsGit(path);

  const { safety } = await restoreWorktree(world.store, {
    commit: before.commit,
    safety: { checkout, number: 2, message: "before the restore" },
  });
  expect(safety.made).toBe(true);
  expect(await read("a.txt")).toBe("a2");
  expect(await read("swap")).toBe("file");
  expect(await read("folder/one")).toBe("1");
  expect(await read("staged.txt")).toBe("s2");
  expect(await read("untracked.txt")).toBe("u1");
  expect(await readlink(join(path, "link"))).toBe("a.txt");
  expect((await stat(join(path, "ünï ✓.txt"))).mode & 0o111).toBe(0);
  expect((await readdir(path)).includes("later.txt") || (await readdir(path)).includes("newdir")).toBe(false);
  expect([await read(".env"), await read("t.log"), await read("node_modules/x/i.js")]).toEqual([
    "SECRET=2",
    "t",
    "1",
  ]);
  expect(await agentsGit(path)).toBe(agents);
  expect(await capture(3)).toMatchObject({ made: false, number: 1, tree: before.tree });

  await restoreWorktree(world.store, {
    commit: safety.commit,
    safety: { checkout, number: 3, message: "back" },
  });
  expect([await read("a.txt"), await read("swap/inner.txt"), await read("folder")]).toEqual([
    "a3",
    "x",
    "now a file",
  ]);
  expect(await capture(3)).toMatchObject({ made: false, number: 2, tree: safety.tree });
});

test("a change of the same length in the same instant is seen", async () => {
  for (let number = 1; number <= 15; number += 1) {
    await writeFile(join(path, "a.txt"), `${10 + number}`);
    expect((await capture(number)).made).toBe(true);
  }
});

test("a conflict in the middle of a merge is kept as it stands", async () => {
  await git(path, "checkout", "-q", "-b", "other");
  await write(path, { "a.txt": "other" });
  await git(path, "commit", "-qam", "other");
  await git(path, "checkout", "-q", "-");
  await write(path, { "a.txt": "mine" });
  await git(path, "commit", "-qam", "mine");
  expect((await gitEnd(path, "merge", "other")).exitCode).toBe(1);
  const agents = await agentsGit(path);
  const checkpoint = await capture(1);
  expect(await git(checkout.mirror, "show", `${checkpoint.commit}:a.txt`)).toContain("<<<<<<<");
  expect(await agentsGit(path)).toBe(agents);
});

describe("what git cannot hold", () => {
  test("embedded repositories become ordinary files, with a warning", async () => {
    await write(path, { "empty/n.txt": "n", "full/q.txt": "q", "full/deep/r.txt": "r" });
    for (const name of ["empty", "full", "full/deep"]) await git(join(path, name), "init", "-q");
    await git(join(path, "full"), "add", "q.txt");
    await git(join(path, "full"), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "q");
    const checkpoint = await capture(1);
    expect(await namesIn(checkpoint.commit)).toEqual(
      expect.arrayContaining(["empty/n.txt", "full/q.txt", "full/deep/r.txt"]),
    );
    expect(await git(checkout.mirror, "ls-tree", "-r", checkpoint.commit)).not.toContain("160000");
    expect(checkpoint.warnings.map(({ code, path: at }) => `${code} ${at}`).sort()).toEqual([
      "NESTED_REPOSITORY empty/",
      "NESTED_REPOSITORY full/",
      "NESTED_REPOSITORY full/deep/",
    ]);
    await write(path, { "full/q.txt": "q2" });
    expect(await git(checkout.mirror, "show", `${(await capture(2)).commit}:full/q.txt`)).toBe("q2");
  });

  test("huge files, sockets and pipes stay out, the rest is kept", async () => {
    await write(path, { "huge.bin": "x".repeat(3000), "ok.txt": "ok" });
    await make("mkfifo", join(path, "pipe"));
    // A server that is killed leaves its socket behind.
    const listen = "net.createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
    await make(process.execPath, "-e", listen, join(path, "s"));
    expect((await lstat(join(path, "s"))).isSocket()).toBe(true);
    const limits = { maxFileBytes: 2000, maxChangedFiles: 100 };
    const checkpoint = await makeCheckpoint(world.store, { checkout, number: 1, message: "m", limits });
    expect(await namesIn(checkpoint.commit)).toContain("ok.txt");
    expect(await namesIn(checkpoint.commit)).not.toContain("huge.bin");
    expect(checkpoint.filesChanged).toBe(1);
    expect(checkpoint.warnings).toMatchObject([{ code: "FILE_TOO_LARGE", path: "huge.bin" }]);
    await expect(
      makeCheckpoint(world.store, {
        checkout,
        number: 2,
        message: "m",
        limits: { ...limits, maxChangedFiles: 0 },
      }),
    ).rejects.toMatchObject({ code: "CHECKPOINT_TOO_LARGE" });
  });

  test("a file that git refuses is named and does not hold up the others", async () => {
    await write(path, {
      ".gitattributes": "*.enc working-tree-encoding=UTF-16\n",
      "bad.enc": "odd",
      "git~1": "x",
    });
    for (let i = 0; i < 20; i += 1) await writeFile(join(path, `n${i}.txt`), "n");
    const checkpoint = await capture(1);
    expect(checkpoint.warnings.map(({ code, path: at }) => `${code} ${at}`).sort()).toEqual([
      "NOT_STORABLE bad.enc",
      "NOT_STORABLE git~1",
    ]);
    expect(checkpoint.filesChanged).toBe(21);
  });

  test("names that are no UTF-8 are kept byte for byte", async () => {
    const name = Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0x66, 0xff, 0xfe])]);
    await writeFile(name, "bytes");
    const checkpoint = await capture(1);
    await rm(name);
    await restoreWorktree(world.store, {
      commit: checkpoint.commit,
      safety: { checkout, number: 2, message: "s" },
    });
    expect(await readFile(name, "utf8")).toBe("bytes");
  });

  test("a folder replaced by a link to a folder elsewhere brings nothing of it in", async () => {
    await write(world.root, { "secrets/b.txt": "SECRET", "secrets/c.txt": "SECRET" });
    await rm(join(path, "dir"), { recursive: true });
    await symlink(join(world.root, "secrets"), join(path, "dir"));
    await write(world.root, { "secrets/one": "SECRET" });
    await rm(join(path, "folder"), { recursive: true });
    await symlink(join(world.root, "secrets"), join(path, "folder"));
    await write(path, { ".gitignore": "folder\n" });
    const checkpoint = await capture(1);
    expect(checkpoint.warnings).toEqual([]);
    expect(await namesIn(checkpoint.commit)).not.toContain("folder/one");
    expect(await git(checkout.mirror, "ls-tree", checkpoint.commit, "dir")).toMatch(/^120000 blob/);
    expect(await namesIn(checkpoint.commit)).not.toContain("dir/b.txt");
    await restoreWorktree(world.store, {
      commit: world.mirror.baseCommit,
      safety: { checkout, number: 2, message: "s" },
    });
    expect((await lstat(join(path, "dir"))).isDirectory()).toBe(true);
    expect(await readFile(join(world.root, "secrets/b.txt"), "utf8")).toBe("SECRET");
  });
});

test("a lost private index is made again", async () => {
  await rm(indexPath(checkout));
  await write(path, { "a.txt": "a2" });
  expect(await capture(1)).toMatchObject({ made: true, filesChanged: 1 });
});

test("a checkout that is gone is said to be gone", async () => {
  await rename(path, `${path}-moved`);
  await expect(capture(1)).rejects.toMatchObject({ code: "CHECKOUT_MISSING" });
  await mkdir(join(world.root, "elsewhere"));
  await symlink(join(world.root, "elsewhere"), path);
  await expect(capture(1)).rejects.toMatchObject({ code: "CHECKOUT_MISSING" });
});
