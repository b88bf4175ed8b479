// Answers whether a path or a URL can be worked on, and fetches the base of a URL when its contract is to begin.
import { isRemoteUrl } from "@makima/core/repository";
import type { checkResult, MeshCommand } from "@makima/protocol/mesh";
import type { z } from "zod";
import { fetchRemote, readRemote } from "../remotes/remotes.ts";
import { carryChanges, checkRepository, ensureMirror, type Store } from "../worktrees/worktrees.ts";

type Check = Extract<MeshCommand, { kind: "check_repository" }>;
type Fetch = Extract<MeshCommand, { kind: "fetch_base" }>;
type Answer = z.infer<typeof checkResult>;

/** How many carried files are named; the rest is counted. */
const mostNamed = 200;

export async function answerCheck(store: Store, { path, baseBranch, carry = null }: Check): Promise<Answer> {
  const named = baseBranch === null ? {} : { baseBranch };
  if (isRemoteUrl(path)) return tell(path, await readRemote(store, { url: path, ...named }));
  const checked = await checkRepository(store, { location: path, ...named });
  if (!checked.ok || carry === null) return tell(checked.ok ? checked.root : path, checked);
  const { mirror, baseCommit } = await ensureMirror(store, checked);
  const carried = await carryChanges(store, { repository: checked, mirror, baseCommit, ...carry });
  if (!carried.ok) return tell(path, carried);
  const { files, warnings, commit } = carried;
  const told = { filesChanged: files.length, files: files.slice(0, mostNamed), warnings: [...warnings] };
  return {
    ...{ ok: true, path: checked.root, baseBranch: checked.baseBranch, baseCommit: commit },
    carried: told,
  };
}

export async function answerFetchBase(store: Store, { path, baseBranch }: Fetch): Promise<Answer> {
  return tell(path, await fetchRemote(store, { url: path, baseBranch }));
}

type Outcome = Awaited<ReturnType<typeof checkRepository>> | Awaited<ReturnType<typeof readRemote>>;

function tell(path: string, outcome: Outcome): Answer {
  if (outcome.ok) return { ok: true, path, baseBranch: outcome.baseBranch, baseCommit: outcome.baseCommit };
  const { code, message, mend } = outcome;
  return { ok: false, problem: { code, message, mend } };
}
