// What a contract copies into its worktrees comes from the repository alone, lands in the worktree alone, and is in no checkpoint.
import { mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyUntracked } from "./copy-untracked.ts";
import { writeLeftOut } from "./left-out.ts";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { removeCheckout } from "./remove-checkout.ts";
import { git, makeWorld, type World, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n", "config/tracked.local": "tracked\n", "app/main.txt": "m\n" });
});
afterEach(() => world.remove());

async function copy(...patterns: string[]) {
  const { checkout, path } = await world.checkout("task-1");
  const named = await writeLeftOut(checkout, patterns);
  const { repository, store } = world;
  return { checkout, path, copied: await copyUntracked(store, { repository, named, to: path }) };
}

test("files, folders and patterns from the root on are copied with their modes; what git tracks is not", async () => {
  await write(world.person, {
    ".env": "E\n",
    "app/.env": "not at the root\n",
    "config/a.local": "A\n",
    "certs/deep/key.pem": "K\n",
    "other.txt": "o\n",
  });
  await writeFile(join(world.person, "config", "run.local"), "#!/bin/sh\n", { mode: 0o755 });
  await write(world.person, { "config/tracked.local": "edited\n" });
  const { path, copied } = await copy(".env", "config/*.local", "certs/");
  expect(copied).toEqual({
    files: [".env", "certs/deep/key.pem", "config/a.local", "config/run.local"],
    left: [],
  });
  expect(await readFile(join(path, "certs/deep/key.pem"), "utf8")).toBe("K\n");
  expect((await stat(join(path, "config/run.local"))).mode & 0o777).toBe(0o755);
  expect(await readFile(join(path, "config/tracked.local"), "utf8")).toBe("tracked\n");
});

test("links lead it neither out of the repository nor out of the worktree", async () => {
  const { root, person, repository } = world;
  const outside = join(root, "outside");
  await mkdir(outside);
  await writeFile(join(outside, "secret"), "S\n");
  // The repository itself holds a link where the copy would go to.
  await symlink(outside, join(person, "trap"));
  await git(person, "add", "trap");
  await git(person, "commit", "-q", "-m", "a trap");
  const baseCommit = await git(person, "rev-parse", "HEAD");
  await git(person, "rm", "-q", "--cached", "trap");
  await rm(join(person, "trap"));
  await write(person, { "trap/planted": "P\n" });
  await symlink(join(outside, "secret"), join(person, "file-link"));
  await symlink(outside, join(person, "folder-link"));
  const { path } = await world.checkout("task-1");
  await rm(join(path, "a.txt"));
  await symlink(outside, join(path, "trap"));
  const { copied } = await copy("trap", "file-link", "folder-link", "folder-link/secret");
  expect(baseCommit).not.toBe(repository.baseCommit);
  expect(copied.files).toEqual([]);
  expect(copied.left).toEqual([
    "file-link is a link, and links are not followed",
    "folder-link is a link, and links are not followed",
    "trap/planted lies behind something in the worktree that is no folder",
  ]);
  await expect(readFile(join(outside, "planted"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("no checkpoint has them, also when the agent changes them or says that they are not ignored", async () => {
  await write(world.person, { ".env": "secret-1\n", "keys/a.key": "secret-2\n" });
  const { checkout, path } = await copy(".env", "keys");
  await write(path, {
    ".env": "secret-3\n",
    "keys/b.key": "secret-4\n",
    ".gitignore": "!.env\n!keys\n",
    "a.txt": "work\n",
  });
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "work" });
  expect(
    await git(checkout.mirror, "diff-tree", "-r", "--no-commit-id", "--name-only", `${commit}^`, commit),
  ).toBe(".gitignore\na.txt");
  const removal = await removeCheckout(world.store, {
    last: { checkout, number: 2, message: "end" },
    evenWithLosses: false,
  });
  expect(removal).toMatchObject({ removed: true, leftOut: [".env (ignored)", "keys/ (ignored)"] });
});
