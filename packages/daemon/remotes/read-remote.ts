// Looks at a remote without taking anything from it: its branches, and which one a contract begins from.
import type { ObjectId } from "../git/git-parts.ts";
import { parseObjectId } from "../git/git-parts.ts";
import type { RepositoryProblem } from "../worktrees/check-repository.ts";
import { runExclusive } from "../worktrees/run-exclusive.ts";
import type { Store } from "../worktrees/store.ts";
import { findRoute } from "./find-route.ts";
import { nameTrouble } from "./name-trouble.ts";
import { openRemote, remoteFolder } from "./open-remote.ts";
import { runPersonGit } from "./person-git.ts";

export interface RemoteBase {
  readonly ok: true;
  readonly baseBranch: string;
  readonly baseCommit: ObjectId;
}

export interface RemoteAt {
  readonly url: string;
  /** Absent: the remote's own choice, where its HEAD is. */
  readonly baseBranch?: string;
}

const TIMEOUT_MS = 2 * 60_000;

export function readRemote(store: Store, at: RemoteAt): Promise<RemoteBase | RepositoryProblem> {
  return runExclusive(remoteFolder(store, at.url), () => lookAtRemote(store, at));
}

/** The same for a caller who is alone at the remote's folder. */
export async function lookAtRemote(
  store: Store,
  { url, baseBranch }: RemoteAt,
): Promise<RemoteBase | RepositoryProblem> {
  const folder = await openRemote(store, url);
  const command = ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*"] as const;
  const route = await findRoute(store, { url, folder });
  if (!route.ok) return route;
  const end = await runPersonGit(store, { folder, command, route, timeoutMs: TIMEOUT_MS });
  if (end.exitCode !== 0) return nameTrouble(url, end);
  const { heads, head } = readListing(end.stdout.toString("utf8"));
  if (heads.size === 0) {
    return problem("EMPTY_REPOSITORY", `${url} has no commit yet.`, "Push a first commit there.");
  }
  const known = `Choose one that exists: ${[...heads.keys()].slice(0, 20).join(", ")}.`;
  const wanted = baseBranch ?? head;
  if (wanted === null) {
    return problem("DETACHED_HEAD", `${url} does not say which of its branches is the first.`, known);
  }
  const commit = heads.get(wanted);
  if (commit === undefined) return problem("BASE_BRANCH_MISSING", `${url} has no branch "${wanted}".`, known);
  return { ok: true, baseBranch: wanted, baseCommit: commit };
}

/** `ref: refs/heads/main<TAB>HEAD`, and `<id><TAB><ref>` for each ref. */
function readListing(text: string): { heads: ReadonlyMap<string, ObjectId>; head: string | null } {
  const heads = new Map<string, ObjectId>();
  let head: string | null = null;
  for (const line of text.split("\n")) {
    const [what = "", ref = ""] = line.split("\t");
    if (what.startsWith("ref: refs/heads/") && ref === "HEAD") head = what.slice("ref: refs/heads/".length);
    else if (ref.startsWith("refs/heads/")) heads.set(ref.slice("refs/heads/".length), parseObjectId(what));
  }
  return { heads, head };
}

const problem = (code: RepositoryProblem["code"], message: string, mend: string): RepositoryProblem => ({
  ok: false,
  code,
  message,
  mend,
});
