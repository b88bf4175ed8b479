// Bundles between two daemons' stores: whole and incremental ones, through a door that a server would be behind, into a mirror that never saw the
// person's repository.
import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WantedBundle } from "@makima/protocol/mesh";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { GitError } from "../git/git-error.ts";
import { parseObjectId } from "../git/git-parts.ts";
import { makeCheckpoint } from "../worktrees/make-checkpoint.ts";
import { restoreWorktree } from "../worktrees/restore-worktree.ts";
import { checkoutPath, openStore, taskRefs } from "../worktrees/store.ts";
import { git, makeWorld, searchPath } from "../worktrees/testing/world.ts";
import { createCheckout, openMirror, setAside, takeBundle } from "../worktrees/worktrees.ts";
import { bringCommits } from "./bring-commits.ts";
import { type MadeBundle, makeBundle } from "./make-bundle.ts";

const taskId = "0190bbbb-0000-7000-8000-000000000001";
const log = pino({ level: "silent" });

/** One machine with a task in work, and another one with an empty store. */
async function makeMachines() {
  const one = await makeWorld();
  onTestFinished(() => one.remove());
  const { checkout, path } = await one.checkout(taskId);
  const other = await openStore({ home: join(one.root, "other"), searchPath });
  const { contractId } = checkout;
  const at = { path: join(one.root, "not-there"), baseBranch: "main", baseCommit: one.mirror.baseCommit };
  const { mirror } = await openMirror(other, at);
  const sent: { wanted: WantedBundle; made: MadeBundle }[] = [];
  return {
    ...{ one, other, mirror, contractId, checkout, path, sent },
    async checkpoint(number: number, files: Readonly<Record<string, string>>) {
      for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
      return (await makeCheckpoint(one.store, { checkout, number, message: `checkpoint ${number}` })).commit;
    },
    async bundle(number: number, commit: string, parent: WantedBundle["parent"]) {
      const wanted = { contractId, taskId, number, commit, parent, repositoryPath: one.person };
      const made = await makeBundle(one.store, { mirror: checkout.mirror, wanted });
      if (made === null) throw new Error("the store has this commit");
      sent.push({ wanted, made });
      return made;
    },
    /** As a server behind it would answer. */
    door: {
      chain: async ({ commit }: { commit: string }) => {
        const last = sent.findIndex(({ wanted }) => wanted.commit === commit);
        return sent.slice(0, last + 1).map(({ wanted, made }) => ({
          ...{ id: made.file, contractId, taskId, number: wanted.number, commit: wanted.commit },
          parts: [...made.parts],
        }));
      },
      getPart: async ({ bundleId }: { bundleId: string }) => readFile(bundleId),
    },
  };
}

const bringing = (commits: readonly string[]) => ({
  commits,
  patienceMs: 0,
  signal: new AbortController().signal,
});

describe("a bundle", () => {
  it("of the first checkpoint is whole, and a later one holds only what is new", async () => {
    const machines = await makeMachines();
    const first = await machines.checkpoint(1, { "a.txt": "a2\n" });
    const whole = await machines.bundle(1, first, null);
    const second = await machines.checkpoint(2, { "b.txt": "b1\n" });
    const next = await machines.bundle(2, second, { number: 1, commit: first });
    expect([whole.parent, next.parent]).toEqual([null, 1]);
    const verify = await git(machines.one.person, "bundle", "verify", whole.file);
    expect(verify).toContain("records a complete history");
    const heads = await git(machines.one.person, "bundle", "list-heads", next.file);
    expect(heads).toBe(`${second} ${taskRefs(machines.checkout).checkpoint(2)}`);
    await expect(
      takeBundle(machines.other, { ...machines, file: next.file }),
      "it builds on what the other one lacks",
    ).rejects.toThrow(GitError);
  });

  it("is made once: a second try finds the same bytes, so that an upload goes on", async () => {
    const machines = await makeMachines();
    const commit = await machines.checkpoint(1, { "b.txt": "b1\n" });
    expect(await machines.bundle(1, commit, null)).toEqual(await machines.bundle(1, commit, null));
  });

  it("of what the mirror does not have is none; without its parent it is whole", async () => {
    const machines = await makeMachines();
    const commit = await machines.checkpoint(1, { "b.txt": "b1\n" });
    await expect(machines.bundle(1, "f".repeat(40), null)).rejects.toThrow("the store has this commit");
    const made = await machines.bundle(1, commit, { number: 7, commit: "f".repeat(40) });
    expect(made.parent).toBeNull();
  });
});

describe("commits from another machine", () => {
  it("come with their chain, and a worktree is made exactly of them", async () => {
    const machines = await makeMachines();
    const { one, other, mirror, contractId } = machines;
    const first = await machines.checkpoint(1, { "b.txt": "b1\n" });
    await machines.bundle(1, first, null);
    const second = await machines.checkpoint(2, { "a.txt": "a2\n", "ü new.txt": "u\n" });
    await machines.bundle(2, second, { number: 1, commit: first });
    const parts = { store: other, door: machines.door, log };
    const wanted = bringing([second, one.mirror.baseCommit]);
    expect(await bringCommits(parts, { mirror, contractId, ...wanted })).toEqual(new Set());
    const checkout = { mirror, contractId, taskId };
    const created = await createCheckout(other, {
      ...{ checkout, branch: "makima/task", baseCommit: second, shared: [] },
    });
    expect(created.baseCommit).toBe(one.mirror.baseCommit);
    await restoreWorktree(other, {
      commit: second,
      safety: { checkout, number: 3, message: "as found" },
    });
    const files = (await readdir(created.path)).filter((name) => name !== ".git").sort();
    expect(files).toEqual(["a.txt", "b.txt", "ü new.txt"].sort());
    expect(await readFile(join(created.path, "a.txt"), "utf8")).toBe("a2\n");
    expect(await git(mirror, "fsck", "--connectivity-only")).toBe("");
    expect(await readdir(join(other.home, "bundles", "in"))).toEqual([]);
  });

  it("that nobody has are named", async () => {
    const { other, mirror, contractId, door } = await makeMachines();
    const missing = "e".repeat(40);
    const found = await bringCommits(
      { store: other, door, log },
      { mirror, contractId, ...bringing([missing]) },
    );
    expect(found).toEqual(new Set([missing]));
  });

  it("do not come from a bundle that was changed on its way, or is none", async () => {
    const machines = await makeMachines();
    const { other, mirror, contractId } = machines;
    const commit = await machines.checkpoint(1, { "b.txt": "b1\n" });
    const made = await machines.bundle(1, commit, null);
    await appendFile(made.file, "more");
    const parts = { store: other, door: machines.door, log };
    expect(await bringCommits(parts, { mirror, contractId, ...bringing([commit]) })).toEqual(
      new Set([commit]),
    );
    // A server that vouches for bytes that are no bundle.
    const bytes = await readFile(made.file).then((whole) => whole.subarray(0, whole.length - 40));
    await writeFile(made.file, bytes);
    const part = { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    machines.sent.splice(0, 1, {
      ...{ wanted: { ...(machines.sent[0]?.wanted as WantedBundle) } },
      made: { ...made, parts: [part] },
    });
    await expect(bringCommits(parts, { mirror, contractId, ...bringing([commit]) })).rejects.toThrow(
      GitError,
    );
    expect(await git(mirror, "for-each-ref")).toBe("");
  });
});

it("a task that comes back finds what lay here set aside, under other names", async () => {
  const machines = await makeMachines();
  const { one, checkout, path } = machines;
  const first = await machines.checkpoint(1, { "b.txt": "b1\n" });
  const stale = await machines.checkpoint(2, { "b.txt": "stale\n" });
  await setAside(one.store, { checkout, after: 1, epoch: 4 });
  const created = await createCheckout(one.store, {
    ...{ checkout, branch: "makima/task", baseCommit: first, shared: [] },
  });
  await restoreWorktree(one.store, { commit: first, safety: { checkout, number: 3, message: "as found" } });
  expect(await readFile(join(created.path, "b.txt"), "utf8")).toBe("b1\n");
  expect(await readFile(join(`${path}.left-4`, "b.txt"), "utf8")).toBe("stale\n");
  expect(checkoutPath(one.store, taskId)).toBe(path);
  const left = await git(checkout.mirror, "for-each-ref", "--format=%(objectname)", "refs/makima/*/left/*");
  expect(left).toBe(parseObjectId(stale));
});
