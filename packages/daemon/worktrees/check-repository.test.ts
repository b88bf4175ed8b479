// Each kind of unusable repository is named, with what mends it.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkRepository } from "./check-repository.ts";
import { ensureMirror } from "./ensure-mirror.ts";
import type { World } from "./testing/world.ts";
import { git, makeWorld, write } from "./testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());
const check = (location: string, baseBranch?: string) =>
  checkRepository(world.store, { location, ...(baseBranch === undefined ? {} : { baseBranch }) });

test("a path and a file: URL of a repository", async () => {
  const expected = {
    ok: true,
    root: world.person,
    bare: false,
    baseBranch: "main",
    baseCommit: await git(world.person, "rev-parse", "HEAD"),
    headState: { kind: "branch", branch: "main" },
  };
  expect(await check(world.person)).toMatchObject(expected);
  expect(await check(pathToFileURL(world.person).href)).toMatchObject(expected);
});

test("nothing there, a file, a plain folder, a folder inside a repository, no path at all", async () => {
  await mkdir(join(world.root, "plain"));
  await mkdir(join(world.person, "inside"));
  expect(await check(join(world.root, "none"))).toMatchObject({ ok: false, code: "PATH_NOT_FOUND" });
  expect(await check(join(world.person, "a.txt"))).toMatchObject({ ok: false, code: "NOT_A_REPOSITORY" });
  expect(await check(join(world.root, "plain"))).toMatchObject({ ok: false, code: "NOT_A_REPOSITORY" });
  expect(await check(join(world.person, ".git"))).toMatchObject({ ok: false, code: "NOT_A_REPOSITORY" });
  const inside = await check(join(world.person, "inside"));
  expect(inside).toMatchObject({ ok: false, code: "NOT_A_REPOSITORY", mend: `Give ${world.person} itself.` });
  for (const odd of ["relative/path", "--upload-pack=x", "https://host/x", "file://other-host/x", "/a\0b"]) {
    expect(await check(odd)).toMatchObject({ ok: false, code: "NOT_A_REPOSITORY" });
  }
});

test("no commit yet", async () => {
  const empty = join(world.root, "empty");
  await mkdir(empty);
  await git(empty, "init", "-q");
  expect(await check(empty)).toMatchObject({ ok: false, code: "EMPTY_REPOSITORY" });
});

test("a base branch that is missing, with those that exist", async () => {
  await git(world.person, "branch", "feature/ünï");
  expect(await check(world.person, "nope")).toMatchObject({
    code: "BASE_BRANCH_MISSING",
    branches: ["feature/ünï", "main"],
  });
  expect(await check(world.person, "--all")).toMatchObject({ code: "BASE_BRANCH_MISSING" });
  expect(await check(world.person, "feature/ünï")).toMatchObject({ ok: true, baseBranch: "feature/ünï" });
});

test("a detached HEAD matters only when no base branch is named", async () => {
  await git(world.person, "checkout", "-q", "--detach");
  expect(await check(world.person)).toMatchObject({ ok: false, code: "DETACHED_HEAD", branches: ["main"] });
  expect(await check(world.person, "main")).toMatchObject({ ok: true, headState: { kind: "detached" } });
  await git(world.person, "symbolic-ref", "HEAD", "refs/heads/fresh");
  expect(await check(world.person)).toMatchObject({ code: "BASE_BRANCH_MISSING" });
});

test("a bare repository, and a worktree of the person's own, share one mirror each with their repository", async () => {
  const bare = join(world.root, "bare.git");
  await git(world.root, "clone", "-q", "--bare", world.person, bare);
  expect(await check(bare)).toMatchObject({ ok: true, bare: true, root: bare });
  const side = join(world.root, "side");
  await git(world.person, "worktree", "add", "-q", "-b", "side", side);
  await write(side, { "s.txt": "s" });
  await git(side, "add", "-A");
  await git(side, "commit", "-qm", "side");
  const repository = await check(side);
  if (!repository.ok) throw new Error(repository.message);
  expect(repository).toMatchObject({ root: side, baseBranch: "side" });
  const mirror = await ensureMirror(world.store, repository);
  expect(mirror).toMatchObject({
    mirror: world.mirror.mirror,
    baseCommit: await git(side, "rev-parse", "HEAD"),
  });
});

test("a mirror follows its base branch, also when it was rewritten, and a clone that is shallow", async () => {
  await git(world.person, "commit", "-q", "--amend", "-m", "rewritten");
  const repository = await check(world.person);
  if (!repository.ok) throw new Error(repository.message);
  const { baseCommit, mirror } = await ensureMirror(world.store, repository);
  expect(baseCommit).toBe(await git(world.person, "rev-parse", "HEAD"));
  expect(await git(mirror, "cat-file", "-t", world.mirror.baseCommit)).toBe("commit");
  expect(await git(mirror, "rev-parse", `refs/heads/${world.branch.branch}`)).toBe(world.mirror.baseCommit);

  await write(world.person, { "a.txt": "a2" });
  await git(world.person, "commit", "-qam", "second");
  await git(world.root, "clone", "-q", "--depth", "1", pathToFileURL(world.person).href, "shallow");
  const shallow = await check(join(world.root, "shallow"));
  if (!shallow.ok) throw new Error(shallow.message);
  expect(await ensureMirror(world.store, shallow)).toMatchObject({ baseCommit: shallow.baseCommit });
});

test("a repository that git cannot read", async () => {
  await writeFile(join(world.person, ".git/HEAD"), "nonsense");
  expect(await check(world.person)).toMatchObject({ ok: false, code: "NOT_A_REPOSITORY" });
});
