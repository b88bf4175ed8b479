// Brings the base branch of a remote into the mirror as it stands there now: the person's git fetches it into the remote's folder, and the daemon's
// own git takes it from there.
import { FETCH_FLAGS, parseRefName, refspec } from "../git/git-parts.ts";
import type { RepositoryProblem } from "../worktrees/check-repository.ts";
import { ensureMirror, sourceRef } from "../worktrees/ensure-mirror.ts";
import { runExclusive } from "../worktrees/run-exclusive.ts";
import type { Store } from "../worktrees/store.ts";
import { findRoute } from "./find-route.ts";
import { nameTrouble } from "./name-trouble.ts";
import { remoteFolder } from "./open-remote.ts";
import { runPersonGit } from "./person-git.ts";
import { lookAtRemote, type RemoteAt, type RemoteBase } from "./read-remote.ts";

/** A first one brings the whole history. */
const TIMEOUT_MS = 60 * 60_000;

/** Throws `WorktreeError` `FETCH_FAILED` where the mirror could not take what was fetched. */
export function fetchRemote(store: Store, at: RemoteAt): Promise<RemoteBase | RepositoryProblem> {
  const folder = remoteFolder(store, at.url);
  return runExclusive(folder, async () => {
    const seen = await lookAtRemote(store, at);
    if (!seen.ok) return seen;
    const { baseBranch } = seen;
    const ref = sourceRef(baseBranch);
    const spec = refspec({ from: parseRefName(`refs/heads/${baseBranch}`), to: ref, force: true });
    const command = ["fetch", ...FETCH_FLAGS, "origin", spec] as const;
    const route = await findRoute(store, { url: at.url, folder });
    if (!route.ok) return route;
    const end = await runPersonGit(store, { folder, command, route, timeoutMs: TIMEOUT_MS });
    if (end.exitCode !== 0) return nameTrouble(at.url, end);
    const source = { root: at.url, gitDir: folder, commonDir: folder, ref };
    // It may have moved on since it was looked at: what was fetched counts.
    const { baseCommit } = await ensureMirror(store, { ...seen, ...source });
    return { ok: true, baseBranch, baseCommit };
  });
}
