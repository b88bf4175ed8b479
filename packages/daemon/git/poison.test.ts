// The corpus of traps that an agent or a repository can plant for git: none of them may start a program through our operations.

import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bringToBranch } from "../worktrees/bring-to-branch.ts";
import { checkRepository } from "../worktrees/check-repository.ts";
import { createCheckout } from "../worktrees/create-checkout.ts";
import { deliverBranch } from "../worktrees/deliver-branch.ts";
import { diffTask } from "../worktrees/diff-task.ts";
import { ensureMirror } from "../worktrees/ensure-mirror.ts";
import { makeCheckpoint } from "../worktrees/make-checkpoint.ts";
import { mergeTask } from "../worktrees/merge-task.ts";
import { removeCheckout } from "../worktrees/remove-checkout.ts";
import { restoreWorktree } from "../worktrees/restore-worktree.ts";
import type { Checkout } from "../worktrees/store.ts";
import type { World } from "../worktrees/testing/world.ts";
import { git, gitEnd, makeWorld, write } from "../worktrees/testing/world.ts";

/** Where a trap is set, and the program that it tries to start; the program leaves a file behind and goes on as `cat`. */
interface Ground {
  readonly repository: string;
  readonly payload: string;
  readonly config: (key: string, value: string) => Promise<unknown>;
}

const allHooks =
  "pre-commit post-commit commit-msg prepare-commit-msg post-checkout post-merge pre-push pre-rebase post-rewrite " +
  "reference-transaction post-index-change pre-merge-commit pre-auto-gc applypatch-msg";

async function plantHooks(folder: string, { payload }: Ground, names: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names.split(" ")) {
    await copyFile(payload, join(folder, name));
    await chmod(join(folder, name), 0o755);
  }
}

const attributes = ({ repository }: Ground, driver: string) =>
  write(repository, { ".gitattributes": `*.txt ${driver}=x\n` });

const vectors: Readonly<Record<string, (ground: Ground) => Promise<unknown>>> = {
  hooks: (at) => plantHooks(join(at.repository, ".git/hooks"), at, allHooks),
  "core.hooksPath": async (at) => {
    await plantHooks(join(at.repository, "hk"), at, allHooks);
    await at.config("core.hooksPath", join(at.repository, "hk"));
  },
  "core.fsmonitor": (at) => at.config("core.fsmonitor", at.payload),
  "core.fsmonitor of one worktree": async (at) => {
    await at.config("extensions.worktreeConfig", "true");
    await writeFile(join(at.repository, ".git/config.worktree"), `[core]\n\tfsmonitor = ${at.payload}\n`);
  },
  "filter clean and smudge": async (at) => {
    await at.config("filter.x.clean", at.payload);
    await at.config("filter.x.smudge", at.payload);
    await attributes(at, "filter");
  },
  "filter process": async (at) => {
    await at.config("filter.x.process", at.payload);
    await attributes(at, "filter");
  },
  "diff.external": (at) => at.config("diff.external", at.payload),
  "diff driver": async (at) => {
    await at.config("diff.x.command", at.payload);
    await attributes(at, "diff");
  },
  textconv: async (at) => {
    await at.config("diff.x.textconv", at.payload);
    await attributes(at, "diff");
  },
  "merge driver": async (at) => {
    await at.config("merge.x.driver", `${at.payload} %O %A %B`);
    await attributes(at, "merge");
  },
  "gpg.program": async (at) => {
    await at.config("commit.gpgSign", "true");
    await at.config("gpg.program", at.payload);
  },
  "log.showSignature": async (at) => {
    await at.config("log.showSignature", "true");
    await at.config("gpg.program", at.payload);
  },
  "core.sshCommand": async (at) => {
    await at.config("core.sshCommand", at.payload);
    await at.config("url.ssh://h/.insteadOf", "/");
  },
  "insteadOf ext": async (at) => {
    await at.config(`url.ext::${at.payload} .insteadOf`, "/");
    await at.config("protocol.ext.allow", "always");
  },
  "credential.helper": (at) => at.config("credential.helper", at.payload),
  pager: async (at) => {
    await at.config("core.pager", at.payload);
    await at.config("pager.log", at.payload);
  },
  editor: (at) => at.config("core.editor", at.payload),
  "include.path": async (at) => {
    await write(at.repository, { inc: `[core]\n\tfsmonitor = ${at.payload}\n` });
    await at.config("include.path", join(at.repository, "inc"));
  },
  "a .git file that leads elsewhere": async (at) => {
    const evil = `${at.repository}-evil`;
    await mkdir(evil);
    await git(evil, "init", "-q");
    await git(evil, "config", "core.fsmonitor", at.payload);
    await plantHooks(join(evil, ".git/hooks"), at, allHooks);
    await rm(join(at.repository, ".git"), { recursive: true });
    await writeFile(join(at.repository, ".git"), `gitdir: ${evil}/.git\n`);
  },
  "embedded repository": async (at) => {
    const sub = join(at.repository, "sub");
    await write(sub, { q: "q" });
    await git(sub, "init", "-q");
    await git(sub, "add", "q");
    await git(sub, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "q");
    await git(sub, "config", "core.fsmonitor", at.payload);
    await plantHooks(join(sub, ".git/hooks"), at, allHooks);
    await gitEnd(at.repository, "-c", "core.fsmonitor=false", "add", "sub");
  },
  "submodule update": async (at) => {
    await write(at.repository, {
      ".gitmodules": `[submodule "s"]\n\tpath = sm\n\turl = /none\n\tupdate = !${at.payload}\n`,
    });
    await at.config("submodule.s.update", `!${at.payload}`);
    await at.config("submodule.recurse", "true");
  },
  "core.alternateRefsCommand": (at) => at.config("core.alternateRefsCommand", at.payload),
  "core.gitProxy": (at) => at.config("core.gitProxy", at.payload),
  "uploadpack.packObjectsHook": (at) => at.config("uploadpack.packObjectsHook", at.payload),
  "remote.*.uploadpack": async (at) => {
    await at.config("remote.origin.url", at.repository);
    await at.config("remote.origin.uploadpack", at.payload);
  },
  trailer: async (at) => {
    await at.config("trailer.x.command", at.payload);
    await at.config("trailer.x.ifmissing", "add");
  },
  "gc.recentObjectsHook": async (at) => {
    await at.config("gc.recentObjectsHook", at.payload);
    await at.config("gc.auto", "1");
  },
  maintenance: async (at) => {
    await at.config("gc.auto", "1");
    await plantHooks(join(at.repository, ".git/hooks"), at, "pre-auto-gc");
  },
};

let world: World;
let canary: string;
let checkout: Checkout;
let path: string;

beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n", "b.txt": "b\n" });
  ({ checkout, path } = await world.checkout("task-1"));
  canary = join(world.root, "canary");
});
afterEach(() => world.remove());

async function groundAt(repository: string): Promise<Ground> {
  const payload = join(world.root, "payload.sh");
  await writeFile(payload, `#!/bin/sh\necho "$0 $*" >> ${canary}\nexec cat\n`, { mode: 0o755 });
  return { repository, payload, config: (key, value) => git(repository, "config", key, value) };
}

/** Every operation that there is, on a checkout and its mirror and the person's repository. */
async function runEverything(): Promise<void> {
  const { store, branch } = world;
  const repository = await checkRepository(store, { location: world.person });
  if (!repository.ok) throw new Error(repository.message);
  const { baseCommit } = await ensureMirror(store, repository);
  await write(path, { "a.txt": `mine ${Math.PI}\n`, "new.txt": "n\n" });
  const merges = { contractBranch: branch.branch, uncommitted: true };
  const first = await makeCheckpoint(store, { checkout, number: 1, message: "first", merges });
  expect(first.made).toBe(true);
  await write(path, { "b.txt": "later\n" });
  await diffTask(store, { checkout, from: baseCommit, to: "worktree" });
  await restoreWorktree(store, { commit: first.commit, safety: { checkout, number: 2, message: "safety" } });
  const merged = await mergeTask(store, { branch, mergeId: "m-1", taskName: "task", result: first.commit });
  expect(merged).toMatchObject({ merged: true });
  const safety = { checkout, number: 3, message: "own changes" };
  await bringToBranch(store, { branch, ownBranch: "makima/task-1", sharedName: "contract", safety });
  const second = { ...checkout, taskId: "task-2" };
  await createCheckout(store, {
    checkout: second,
    branch: "makima/task-2",
    baseCommit: first.commit,
    shared: [],
  });
  expect(await deliverBranch(store, { branch, repository })).toMatchObject({ obstacle: null });
  await removeCheckout(store, { last: { checkout, number: 4, message: "last" }, evenWithLosses: true });
}

async function canaryText(): Promise<string> {
  return existsSync(canary) ? readFile(canary, "utf8") : "";
}

test("the corpus has its 28 vectors, and its payload does run in plain git", async () => {
  expect(Object.keys(vectors)).toHaveLength(28);
  const ground = await groundAt(path);
  await vectors["core.fsmonitor"]?.(ground);
  await git(path, "status");
  expect(await canaryText()).not.toBe("");
});

describe("planted by an agent in its checkout", () => {
  test.each(Object.keys(vectors))("%s", async (name) => {
    await vectors[name]?.(await groundAt(path));
    await rm(canary, { force: true });
    await runEverything();
    expect(await canaryText()).toBe("");
  });
});

/** They rewrite the address of the mirror itself: that is refused, not followed. */
const rewritesAddresses = ["core.sshCommand", "insteadOf ext"];

async function plantAtPersons(name: string): Promise<void> {
  await vectors[name]?.(await groundAt(world.person));
  await rm(canary, { force: true });
}

describe("in the person's own repository", () => {
  // A .git file that leads elsewhere is there simply another repository, of the person's choice.
  const others = Object.keys(vectors).filter(
    (name) => !name.startsWith("a .git file") && !rewritesAddresses.includes(name),
  );
  test.each(others)("%s", async (name) => {
    await plantAtPersons(name);
    await runEverything();
    expect(await canaryText()).toBe("");
  });

  test.each(rewritesAddresses)("%s", async (name) => {
    await plantAtPersons(name);
    await expect(runEverything()).rejects.toMatchObject({ code: "FETCH_FAILED" });
    expect(await canaryText()).toBe("");
  });
});
