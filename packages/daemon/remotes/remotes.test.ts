// Remotes over real HTTP with the person's own git: what is there, what is fetched, what is pushed, and what is said when it cannot be.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openRemoteWorld } from "@makima/testkit/remote-world";
import { LOGIN, makePersonHome } from "@makima/testkit/remotes";
import { expect, test } from "vitest";
import { parseObjectId } from "../git/git-parts.ts";
import { git } from "../worktrees/testing/world.ts";
import { openMirror } from "../worktrees/worktrees.ts";
import { fetchRemote, pushBranch, readRemote } from "./remotes.ts";
import { makeWork } from "./testing/use-remote.ts";

type Wish = { password?: string; privateHosts?: readonly string[] };

async function makeWorld({ password, privateHosts = ["127.0.0.1"] }: Wish = {}) {
  const world = await openRemoteWorld(privateHosts);
  const { host } = world.remote;
  await makePersonHome(world.home, { host, ...(password === undefined ? {} : { password }) });
  return world;
}

test("a remote that only the person's configuration leads to is read, with the branch that is its first", async () => {
  const { remote, store } = await makeWorld();
  const first = await remote.git("rev-parse", "main");
  expect(await readRemote(store, { url: remote.url })).toEqual({
    ...{ ok: true, baseBranch: "main", baseCommit: first },
  });
  await remote.git("update-ref", "refs/heads/next", first);
  expect(await readRemote(store, { url: remote.url, baseBranch: "next" })).toMatchObject({ ok: true });
  expect(await readRemote(store, { url: remote.url, baseBranch: "none" })).toMatchObject({
    code: "BASE_BRANCH_MISSING",
    mend: "Choose one that exists: main, next.",
  });
});

test("its base is fetched as it stands now, and the mirror has it without another question", async () => {
  const { remote, store } = await makeWorld();
  await fetchRemote(store, { url: remote.url });
  const second = await remote.commit("more.txt", "more\n");
  const fetched = await fetchRemote(store, { url: remote.url, baseBranch: "main" });
  expect(fetched).toEqual({ ok: true, baseBranch: "main", baseCommit: second });
  const asked = remote.host.requests().length;
  const opened = await openMirror(store, { path: remote.url, baseBranch: "main", baseCommit: second });
  expect(await git(opened.mirror, "show", `${second}:more.txt`)).toBe("more");
  expect(opened.repository).toMatchObject({ ok: false, code: "KEPT_IN_MIRROR" });
  expect(remote.host.requests()).toHaveLength(asked);
});

test("another machine, which has only the commit's name, fetches it by itself", async () => {
  const { remote, store } = await makeWorld();
  const baseCommit = parseObjectId(await remote.git("rev-parse", "main"));
  const opened = await openMirror(store, { path: remote.url, baseBranch: "main", baseCommit });
  expect(await git(opened.mirror, "show", `${baseCommit}:README.md`)).toBe("Theirs.");
});

test("exactly the contract's branch is pushed, and pushing it again is the same success", async () => {
  const world = await makeWorld();
  const { remote, store } = world;
  const { branch, commit } = await makeWork(store, remote.url);
  const before = await remote.git("for-each-ref");
  const pushed = { pushed: true, commit, ref: `refs/heads/${branch.branch}` };
  expect(await pushBranch(store, { branch, url: remote.url })).toEqual(pushed);
  expect(await pushBranch(store, { branch, url: remote.url })).toEqual(pushed);
  const after = await remote.git("for-each-ref");
  expect(after.split("\n").filter((line) => !before.includes(line))).toEqual([
    expect.stringContaining(`${commit} commit\trefs/heads/${branch.branch}`),
  ]);
});

test("commits that somebody pushed to the branch stay, and the push is rejected", async () => {
  const world = await makeWorld();
  const { remote, store } = world;
  const { branch } = await makeWork(store, remote.url);
  const theirs = await remote.commit("theirs.txt", "theirs\n");
  await remote.git("update-ref", `refs/heads/${branch.branch}`, theirs);
  expect(await pushBranch(store, { branch, url: remote.url })).toMatchObject({
    pushed: false,
    isRejected: true,
    problem: { code: "PUSH_NOT_FAST_FORWARD" },
  });
  expect(await remote.git("rev-parse", branch.branch)).toBe(theirs);
});

test("a hook of the remote's says no in its own words, and the push works once it says yes", async () => {
  const world = await makeWorld();
  const { remote, store } = world;
  const { branch } = await makeWork(store, remote.url);
  await remote.decline("nobody pushes on Fridays");
  expect(await pushBranch(store, { branch, url: remote.url })).toMatchObject({
    pushed: false,
    isRejected: true,
    problem: {
      code: "PUSH_DECLINED",
      message: expect.stringContaining("nobody pushes on Fridays") as string,
    },
  });
  await remote.decline(null);
  expect(await pushBranch(store, { branch, url: remote.url })).toMatchObject({ pushed: true });
});

test("a wrong password is told as such, and no question is asked", async () => {
  const { remote, store } = await makeWorld({ password: "wrong" });
  const read = await readRemote(store, { url: remote.url });
  expect(read).toMatchObject({
    ok: false,
    code: "LOGIN_REFUSED",
    mend: expect.stringContaining("credential") as string,
  });
  expect(JSON.stringify(read)).not.toContain("wrong");
});

test.each([
  ["a host that is away", "REMOTE_UNREACHABLE", async (stop: () => Promise<void>) => stop(), ""],
  ["a repository that is not there", "NO_SUCH_REPOSITORY", async () => undefined, "nothing-"],
])("%s is %s", async (_, code, prepare, prefix) => {
  const { remote, store } = await makeWorld();
  await prepare(() => remote.host.stop());
  const url = remote.url.replace("/demo", `/${prefix}demo`);
  expect(await readRemote(store, { url })).toMatchObject({ ok: false, code });
});

test("a host that nobody knows, and a repository without a commit, are told as such", async () => {
  const { remote, store } = await makeWorld();
  const unknown = await readRemote(store, { url: "https://no-such-host.invalid/a.git" });
  expect(unknown).toMatchObject({ code: "HOST_NOT_FOUND" });
  await remote.git("update-ref", "-d", "refs/heads/main");
  expect(await readRemote(store, { url: remote.url })).toMatchObject({ code: "EMPTY_REPOSITORY" });
});

test("nothing of the person's configuration runs a hook, and nothing of their password is kept", async () => {
  const world = await makeWorld();
  const { root, home, remote, store } = world;
  const traces = join(root, "traces");
  const config = join(home, ".gitconfig");
  const hooks = join(root, "hooks");
  await git(root, "init", "-q", hooks);
  for (const hook of ["pre-push", "reference-transaction", "post-checkout"])
    await writeFile(join(hooks, hook), `#!/bin/sh\necho ${hook} >> ${traces}\n`, { mode: 0o755 });
  await writeFile(
    config,
    `${await readFile(config, "utf8")}[core]\n\thooksPath = ${hooks}\n\tfsmonitor = ${hooks}/pre-push\n`,
  );
  const { branch } = await makeWork(store, remote.url);
  expect(await pushBranch(store, { branch, url: remote.url })).toMatchObject({ pushed: true });
  await expect(readFile(traces)).rejects.toMatchObject({ code: "ENOENT" });
  const files = await readdir(store.home, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile()))
    expect(await readFile(join(file.parentPath, file.name), "latin1")).not.toContain(LOGIN.password);
});
