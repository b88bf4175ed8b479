// A git call that fails tells which, how and why, and decides nothing by git's words.
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { searchPath } from "../worktrees/testing/world.ts";
import type { Git } from "./git-environment.ts";
import { prepareGit } from "./git-environment.ts";
import { GitError } from "./git-error.ts";
import { parseObjectId, parseRefName } from "./git-parts.ts";
import { listRefs, readRef, updateRefs } from "./refs.ts";
import { readGitLine, runGit } from "./run-git.ts";

let root: string;
let git: Git;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "makima-git-")));
  git = await prepareGit({ folder: join(root, "git"), searchPath });
});
afterEach(() => rm(root, { recursive: true }));

async function makeRepository() {
  const gitDir = join(root, "r.git");
  const place = { cwd: root, gitDir };
  await runGit(git, { place, command: ["init", "--quiet", "--bare", "--template="] });
  const tree = parseObjectId(await readGitLine(git, { place, command: ["write-tree"] }));
  const commit = parseObjectId(
    await readGitLine(git, { place, command: ["commit-tree", tree], input: "m\n" }),
  );
  return { place, gitDir, commit, tree };
}

test("a failure holds its exit code and git's last lines, without anybody's password", async () => {
  const failed = runGit(git, { place: { cwd: root }, command: ["rev-parse", "--absolute-git-dir"] });
  await expect(failed).rejects.toMatchObject({ code: "GIT_FAILED", exitCode: 128, retryable: false });
  const error = new GitError({
    code: "GIT_FAILED",
    args: ["fetch", "https://me:pw@host/x"],
    exitCode: 1,
    stderr: "https://me:pw@host",
  });
  expect(`${error.message} ${error.args.join(" ")} ${error.stderrTail}`).not.toContain("pw");
});

test("limits and a missing git have codes of their own", async () => {
  const { place, commit } = await makeRepository();
  const show = { place, command: ["log", commit] as const };
  await expect(runGit(git, { ...show, command: ["log", commit], maxOutputBytes: 5 })).rejects.toMatchObject({
    code: "GIT_TOO_MUCH_OUTPUT",
  });
  expect(
    await runGit(git, { ...show, command: ["log", commit], maxOutputBytes: 5, mayCutOutput: true }),
  ).toMatchObject({ cut: true });
  const slow = join(root, "slow");
  await mkdir(slow);
  await writeFile(join(slow, "git"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
  const hanging = { ...git, searchPath: `${slow}:${git.searchPath}` };
  await expect(runGit(hanging, { ...show, timeoutMs: 50 })).rejects.toMatchObject({
    code: "GIT_TIMED_OUT",
    retryable: true,
  });
  const away = { ...git, searchPath: join(root, "none") };
  await expect(runGit(away, { ...show, command: ["log", commit] })).rejects.toMatchObject({
    code: "GIT_NOT_STARTED",
  });
  await expect(runGit(git, { place: { cwd: "x" }, command: ["log"] })).rejects.toBeInstanceOf(TypeError);
});

test("commits are makima's unless another name is given", async () => {
  const { place, commit } = await makeRepository();
  const text = await readGitLine(git, { place, command: ["log", commit] });
  expect(text).toContain("Author: makima <makima@localhost>");
});

test("the configuration of the machine's user plays no part", async () => {
  await writeFile(join(root, "git", ".gitconfig"), "[core]\n\tabbrev = 4\n[user]\n\tname = Somebody\n");
  const { place, commit } = await makeRepository();
  expect(await readGitLine(git, { place, command: ["log", commit] })).not.toContain("Somebody");
});

test("refs move together and only from where they are expected", async () => {
  const { place, gitDir, commit, tree } = await makeRepository();
  const other = parseObjectId(
    await readGitLine(git, { place, command: ["commit-tree", tree], input: "n\n" }),
  );
  const [one, two] = [parseRefName("refs/x/1"), parseRefName("refs/x/2")];
  await updateRefs(git, gitDir, [{ ref: one, to: commit, from: null }]);
  const wrong = updateRefs(git, gitDir, [
    { ref: two, to: other, from: null },
    { ref: one, to: other, from: other },
  ]);
  await expect(wrong).rejects.toMatchObject({ code: "GIT_FAILED" });
  expect(await listRefs(git, place, parseRefName("refs/x"))).toEqual([{ ref: one, target: commit }]);
  await updateRefs(git, gitDir, [{ ref: one, to: null, from: commit }]);
  expect(await readRef(git, place, one)).toBeNull();
});
