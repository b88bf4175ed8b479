// Makes, or brings up to date, the daemon's own bare copy of a person's repository: the private git directory of all its tasks.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rename } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "../git/git-error.ts";
import type { ObjectId, RefName } from "../git/git-parts.ts";
import { FETCH_FLAGS, parseLocalPath, parseRefName, refspec } from "../git/git-parts.ts";
import { readRef, syncFolder } from "../git/refs.ts";
import { runGit } from "../git/run-git.ts";
import type { CheckedRepository } from "./check-repository.ts";
import { isFolder } from "./is-folder.ts";
import { runExclusive } from "./run-exclusive.ts";
import type { Store } from "./store.ts";
import { indexesFolder, mirrorPlace, mirrorsFolder } from "./store.ts";
import { syncTree } from "./sync-tree.ts";
import { WorktreeError } from "./worktree-error.ts";

export interface Mirror {
  /** Its folder, which names it in all other operations. */
  readonly mirror: string;
  /** The folder that checkouts borrow objects from, and that a sandbox shows read-only. */
  readonly objectsPath: string;
  /** Where the base branch stands now. */
  readonly baseCommit: ObjectId;
}

/** What a mirror takes its base from: a person's repository, or the folder into which a remote's branch was fetched. */
type Source = Pick<CheckedRepository, "root" | "gitDir" | "commonDir" | "baseBranch" | "baseCommit"> & {
  /** Where the branch is there; absent: at its own name. */
  readonly ref?: RefName;
};

/** Throws `WorktreeError` `FETCH_FAILED` (retryable) when the person's repository cannot be fetched from. */
export async function ensureMirror(store: Store, repository: Source): Promise<Mirror> {
  const mirror = mirrorFolder(store, repository.commonDir);
  return runExclusive(mirror, async () => {
    if (!(await isFolder(mirror)))
      await makeMirror(store, { mirror, objectIdLength: repository.baseCommit.length });
    return {
      mirror,
      objectsPath: join(mirror, "objects"),
      baseCommit: await fetchBase(store, { mirror, repository }),
    };
  });
}

export function mirrorFolder(store: Store, commonDir: string): string {
  return join(mirrorsFolder(store.home), shortHash(commonDir));
}

/** An empty one, for a repository that is not on this machine: it has the name that it would have if the repository were here. */
export async function makeMirrorFor(
  store: Store,
  { commonDir, objectIdLength }: { commonDir: string; objectIdLength: number },
): Promise<string> {
  const mirror = mirrorFolder(store, commonDir);
  return runExclusive(mirror, async () => {
    if (!(await isFolder(mirror))) await makeMirror(store, { mirror, objectIdLength });
    return mirror;
  });
}

async function makeMirror(
  store: Store,
  { mirror, objectIdLength }: { mirror: string; objectIdLength: number },
): Promise<void> {
  const unfinished = await mkdtemp(`${mirror}.new-`);
  const format = objectIdLength === 64 ? "--object-format=sha256" : "--object-format=sha1";
  // No template: its hooks and its exclude file would be somebody else's.
  await runGit(store.git, {
    place: mirrorPlace(unfinished),
    command: ["init", "--quiet", "--bare", "--template=", format],
  });
  await mkdir(indexesFolder(unfinished));
  // git makes durable what it writes into a repository, and not the repository: after a power cut its HEAD was empty.
  await syncTree(unfinished, store.git);
  await rename(unfinished, mirror);
  await syncFolder(mirrorsFolder(store.home));
}

async function fetchBase(
  store: Store,
  { mirror, repository }: { mirror: string; repository: Source },
): Promise<ObjectId> {
  const from = repository.ref ?? parseRefName(`refs/heads/${repository.baseBranch}`);
  const to = sourceRef(repository.baseBranch);
  const current = await readRef(store.git, mirrorPlace(mirror), to);
  if (current === repository.baseCommit) return current;
  try {
    await runGit(store.git, {
      place: mirrorPlace(mirror),
      command: [
        "fetch",
        ...FETCH_FLAGS,
        "--update-shallow",
        parseLocalPath(repository.gitDir),
        refspec({ from, to, force: true }),
      ],
    });
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    const message = `Could not fetch "${repository.baseBranch}" from ${repository.root}: ${cause.stderrTail}`;
    throw new WorktreeError({ code: "FETCH_FAILED", message, retryable: true, cause });
  }
  const fetched = await readRef(store.git, mirrorPlace(mirror), to);
  if (fetched === null) throw new Error(`git fetched ${from} but there is no ${to}`);
  await syncFolder(join(mirror, "refs", "sources"));
  return fetched;
}

/** Not by its name: a branch "a" that was deleted in favour of "a/b" would stand in the way of it. */
export function sourceRef(baseBranch: string): RefName {
  return parseRefName(`refs/sources/${shortHash(baseBranch)}`);
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
