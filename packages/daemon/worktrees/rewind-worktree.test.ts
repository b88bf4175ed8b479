// A worktree goes back exactly, whatever stands in it; how it stood is kept once, also after a kill; and nothing else of the task or the person moves.
import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ObjectId } from "../git/git-parts.ts";
import { isBranchTaken } from "./is-branch-taken.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { previewRewind } from "./preview-rewind.ts";
import { rewindWorktree, type WorktreeRewind } from "./rewind-worktree.ts";
import { type Checkout, openStore } from "./store.ts";
import {
  agentsGit,
  beginAndKill,
  git,
  gitEnd,
  makeWorld,
  searchPath,
  type World,
  write,
} from "./testing/world.ts";

let world: World;
let checkout: Checkout;
let path: string;

beforeEach(async () => {
  world = await makeWorld({
    ".gitignore": "*.log\n",
    "a.txt": "a1\n",
    "run.sh": "#!/bin/sh\n",
    swap: "file",
  });
  ({ checkout, path } = await world.checkout("task-1"));
});
afterEach(() => world.remove());

const keep = (number: number) => makeCheckpoint(world.store, { checkout, number, message: `${number}` });
const goTo = (commit: ObjectId | null, more: Partial<WorktreeRewind> = {}) =>
  rewindWorktree(world.store, {
    checkout,
    rewindId: "r-1",
    number: 2,
    contractBranch: world.branch.branch,
    commit,
    branch: null,
    ...more,
  });

const read = (file: string) => readFile(join(path, file), "utf8");

/** Untracked files, a mode, a link, unicode, a file that is a folder. */
async function work(): Promise<void> {
  await write(path, { "a.txt": "a2\n", "ünï ✓.txt": "u", "new/deep.txt": "n" });
  await chmod(join(path, "run.sh"), 0o755);
  await symlink("a.txt", join(path, "link"));
  await rm(join(path, "swap"));
  await mkdir(join(path, "swap"));
  await write(path, { "swap/inner": "i" });
}

test("the way back is exact, ignored files stay, and the agent's own git is as it was", async () => {
  await write(path, { "kept.txt": "1" });
  const { commit: first } = await keep(1);
  await git(path, "stash", "list");
  await work();
  await write(path, { "build.log": "ignored" });
  await git(path, "add", "a.txt");
  const before = await agentsGit(path);
  const back = await goTo(first);
  expect(back?.safety).toMatchObject({ made: true, number: 2 });
  expect(await readdir(path)).toEqual(
    expect.arrayContaining([".gitignore", "a.txt", "build.log", "kept.txt", "run.sh", "swap"]),
  );
  expect((await lstat(join(path, "swap"))).isFile()).toBe(true);
  expect(await read("a.txt")).toBe("a1\n");
  expect(await agentsGit(path)).toBe(before);
  const forth = await goTo(back?.safety.commit ?? null, { rewindId: "r-2", number: 3 });
  expect(forth?.filesChanged).toBe(back?.filesChanged);
  expect([await read("ünï ✓.txt"), await read("new/deep.txt"), await read("swap/inner")]).toEqual([
    "u",
    "n",
    "i",
  ]);
  expect(await readlink(join(path, "link"))).toBe("a.txt");
  expect((await lstat(join(path, "run.sh"))).mode & 0o777).toBe(0o755);
  expect(await agentsGit(path)).toBe(before);
});

test("in the middle of a merge conflict the agent's merge stays as it stands", async () => {
  await write(path, { "a.txt": "ours\n" });
  const env = ["-c", "user.name=A", "-c", "user.email=a@localhost"];
  await git(path, ...env, "commit", "-qam", "ours");
  await git(path, "checkout", "-q", "-b", "theirs", "HEAD~1");
  await write(path, { "a.txt": "theirs\n" });
  await git(path, ...env, "commit", "-qam", "theirs");
  const { commit: first } = await keep(1);
  expect((await gitEnd(path, ...env, "merge", "-")).exitCode).not.toBe(0);
  const conflicted = await read("a.txt");
  const before = await agentsGit(path);
  const head = await readFile(join(path, ".git/MERGE_HEAD"), "utf8");
  const back = await goTo(first);
  expect(await read("a.txt")).toBe("theirs\n");
  expect(await agentsGit(path)).toBe(before);
  expect(await readFile(join(path, ".git/MERGE_HEAD"), "utf8")).toBe(head);
  await goTo(back?.safety.commit ?? null, { rewindId: "r-2", number: 3 });
  expect(await read("a.txt")).toBe(conflicted);
});

test("asked for again it answers the same, and a checkpoint that nobody was told of comes to light", async () => {
  const { commit: first } = await keep(1);
  await write(path, { "b.txt": "untold" });
  const untold = await keep(2);
  await write(path, { "c.txt": "newest" });
  const once = await goTo(first);
  expect(once?.found.map(({ commit }) => commit)).toEqual([untold.commit]);
  expect(once?.safety.number).toBe(3);
  expect(await git(checkout.mirror, "show", `${once?.safety.commit}:c.txt`)).toBe("newest");
  expect(await goTo(first)).toEqual(once);
  expect(await readdir(path)).not.toContain("c.txt");
});

test("killed at many instants, the way back is what stood there before", async () => {
  const { commit: first } = await keep(1);
  let number = 2;
  for (let round = 1; round <= 6; round += 1) {
    for (let i = 0; i < 60; i += 1) await write(path, { [`f${i}.txt`]: `${round} ${i}` });
    const rewindId = `kill-${round}`;
    await beginAndKill(world, {
      module: import.meta.resolve("./rewind-worktree.ts"),
      name: "rewindWorktree",
      request: {
        checkout,
        contractBranch: world.branch.branch,
        branch: null,
        rewindId,
        number,
        commit: first,
      },
      afterMs: 60 + round * 45,
    });
    world = { ...world, store: await openStore({ home: world.store.home, searchPath }) };
    const done = await goTo(first, { rewindId, number });
    expect(await git(checkout.mirror, "show", `${done?.safety.commit}:f59.txt`)).toBe(`${round} 59`);
    expect(await readdir(path)).not.toContain("f59.txt");
    number = (done?.safety.number ?? number) + 1;
  }
});

test("a preview names what would change, and touches nothing", async () => {
  const { commit: first } = await keep(1);
  await write(path, { "a.txt": "a2\n", "b.txt": "b" });
  const files = await previewRewind(world.store, { checkout, to: first, standing: null });
  expect(files.map(({ path: file, status }) => [file, status])).toEqual([
    ["a.txt", "modified"],
    ["b.txt", "deleted"],
  ]);
  expect(await read("b.txt")).toBe("b");
});

test("the branch is made at what stood there, a name that is taken moves nothing, and no worktree is no fault", async () => {
  const { commit: first } = await keep(1);
  await write(path, { "b.txt": "b" });
  const { mirror } = checkout;
  const taken = (branch: string) =>
    isBranchTaken(world.store, { mirror, repository: world.repository, branch });
  expect(await Promise.all(["main", "main/below", "free"].map(taken))).toEqual([true, true, false]);
  await expect(goTo(first, { branch: world.branch.branch })).rejects.toMatchObject({ code: "BRANCH_EXISTS" });
  expect(await read("b.txt")).toBe("b");
  const done = await goTo(first, { branch: "kept/work" });
  expect(await git(mirror, "rev-parse", "refs/heads/kept/work")).toBe(done?.safety.commit);
  expect(await git(mirror, "show", "kept/work:b.txt")).toBe("b");
  expect(await goTo(first, { checkout: { ...checkout, taskId: "task-9" } })).toBe(null);
});
