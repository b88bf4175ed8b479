// The mirror of a repository that is a URL. The remote is asked only for a base that the mirror lacks: its branch is read anew when a contract
// starts, and not at each step of its work.
import { join } from "node:path";
import { parseObjectId } from "../git/git-parts.ts";
import type { RepositoryProblem } from "../worktrees/check-repository.ts";
import { makeMirrorFor, mirrorFolder } from "../worktrees/ensure-mirror.ts";
import { hasCommits } from "../worktrees/has-commits.ts";
import { isFolder } from "../worktrees/is-folder.ts";
import type { Store } from "../worktrees/store.ts";
import { fetchRemote } from "./fetch-remote.ts";
import { remoteFolder } from "./open-remote.ts";

/** `repository`: why the branch cannot simply be brought there, or why its base could not be fetched. */
export async function openRemoteMirror(
  store: Store,
  { path: url, baseBranch, baseCommit }: { path: string; baseBranch: string; baseCommit: string },
): Promise<{ mirror: string; objectsPath: string; repository: RepositoryProblem }> {
  const commonDir = remoteFolder(store, url);
  const mirror = await makeMirrorFor(store, { commonDir, objectIdLength: baseCommit.length });
  const base = parseObjectId(baseCommit);
  const isThere = (await hasCommits(store, { mirror, commits: [base] })).has(base);
  const fetched = isThere ? null : await fetchRemote(store, { url, baseBranch });
  const repository = fetched === null || fetched.ok ? keptInMirror(url) : fetched;
  return { mirror, objectsPath: join(mirror, "objects"), repository };
}

/** The mirror that there is; null when there is none. */
export async function findRemoteMirror(store: Store, url: string): Promise<string | null> {
  const mirror = mirrorFolder(store, remoteFolder(store, url));
  return (await isFolder(mirror)) ? mirror : null;
}

const keptInMirror = (url: string): RepositoryProblem => ({
  ok: false,
  code: "KEPT_IN_MIRROR",
  message: `The repository is ${url}, of which this machine keeps a mirror.`,
  mend: "The contract's branch reaches it by makima contract deliver.",
});
