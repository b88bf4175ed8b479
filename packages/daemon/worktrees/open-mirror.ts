// The mirror of a contract's repository, whether the repository's path is on this machine or not.
import { join } from "node:path";
import { isRemoteUrl } from "@makima/core/repository";
import { findRemoteMirror, openRemoteMirror } from "../remotes/open-remote-mirror.ts";
import type { RepositoryProblem } from "./check-repository.ts";
import { type CheckedRepository, checkRepository } from "./check-repository.ts";
import { ensureMirror, makeMirrorFor, mirrorFolder } from "./ensure-mirror.ts";
import { isFolder } from "./is-folder.ts";
import type { Store } from "./store.ts";

export interface OpenedMirror {
  readonly mirror: string;
  readonly objectsPath: string;
  /** What this machine has at the path; a problem where that is of no use, and the mirror then lives of bundles. */
  readonly repository: CheckedRepository | RepositoryProblem;
}

export interface RepositoryAt {
  /** An absolute path, or the URL of a remote. */
  readonly path: string;
  readonly baseBranch: string;
  readonly baseCommit: string;
}

/** Throws `WorktreeError` `FETCH_FAILED` (retryable) when the repository is there and cannot be fetched from. */
export async function openMirror(
  store: Store,
  { path, baseBranch, baseCommit }: RepositoryAt,
): Promise<OpenedMirror> {
  if (isRemoteUrl(path)) return openRemoteMirror(store, { path, baseBranch, baseCommit });
  const repository = await checkRepository(store, { location: path, baseBranch });
  if (repository.ok) return { ...(await ensureMirror(store, repository)), repository };
  const mirror =
    (await findMirror(store, path)) ??
    (await makeMirrorFor(store, { commonDir: join(path, ".git"), objectIdLength: baseCommit.length }));
  return { mirror, objectsPath: join(mirror, "objects"), repository };
}

/** The mirror that there is; null when there is none. */
export async function findMirror(store: Store, path: string): Promise<string | null> {
  if (isRemoteUrl(path)) return findRemoteMirror(store, path);
  const repository = await checkRepository(store, { location: path });
  // Where the repository is gone, as it was named: a checkout or a bare one.
  const commonDirs = repository.ok ? [repository.commonDir] : [join(path, ".git"), path];
  for (const commonDir of commonDirs) {
    const mirror = mirrorFolder(store, commonDir);
    if (await isFolder(mirror)) return mirror;
  }
  return null;
}
