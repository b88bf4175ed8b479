// Work that is ready to be pushed to a remote, and what each remote must do with it.

import { expect } from "vitest";
import type { ObjectId } from "../../git/git-parts.ts";
import { git } from "../../worktrees/testing/world.ts";
import { type ContractBranch, ensureBranch, openMirror, type Store } from "../../worktrees/worktrees.ts";
import { fetchRemote, pushBranch, readRemote } from "../remotes.ts";

const contractId = "0190aaaa-0000-7000-8000-000000000001";

type Work = { branch: ContractBranch; commit: string; baseCommit: ObjectId };

/** A contract's branch in the mirror with one commit more than the remote's base. */
export async function makeWork(store: Store, url: string): Promise<Work> {
  const base = await fetchRemote(store, { url });
  if (!base.ok) throw new Error(base.message);
  const { baseBranch, baseCommit } = base;
  const { mirror } = await openMirror(store, { path: url, baseBranch, baseCommit });
  const branch = { mirror, contractId, branch: "makima/demo-0190aaaa" };
  const identity = ["-c", "user.name=M", "-c", "user.email=m@localhost"];
  const tree = await git(mirror, "rev-parse", `${baseCommit}^{tree}`);
  const commit = await git(mirror, ...identity, "commit-tree", tree, "-p", baseCommit, "-m", "work.txt");
  await ensureBranch(store, { branch, commit: baseCommit });
  await git(mirror, "update-ref", `refs/heads/${branch.branch}`, commit);
  return { branch, commit, baseCommit };
}

/** The bare repository at the far side, in which others work too. */
type Far = {
  git(...args: string[]): Promise<string>;
  commit(file: string, content: string): Promise<string>;
};

/** By this URL it is read, fetched and pushed. */
export async function useRemote(
  { store, remote }: { store: Store; remote: Far },
  url: string,
): Promise<void> {
  const first = await remote.git("rev-parse", "main");
  expect(await readRemote(store, { url })).toEqual({ ok: true, baseBranch: "main", baseCommit: first });
  const { branch, commit } = await makeWork(store, url);
  expect(await pushBranch(store, { url, branch })).toMatchObject({ pushed: true, commit });
  expect(await remote.git("rev-parse", branch.branch)).toBe(commit);
  const second = await remote.commit("more.txt", "more\n");
  expect(await fetchRemote(store, { url })).toMatchObject({ ok: true, baseCommit: second });
}
