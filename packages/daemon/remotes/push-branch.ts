// Pushes a contract's branch to its remote: exactly this branch, never by force, with the person's own git.

import { blotCredentials } from "../git/git-error.ts";
import type { ObjectId, RefName } from "../git/git-parts.ts";
import { FETCH_FLAGS, parseLocalPath, parseRefName, refspec } from "../git/git-parts.ts";
import { runGit } from "../git/run-git.ts";
import { readTip } from "../worktrees/deliver-branch.ts";
import type { ContractBranch } from "../worktrees/ensure-branch.ts";
import { runExclusive } from "../worktrees/run-exclusive.ts";
import { branchRef, mirrorPlace, type Store } from "../worktrees/store.ts";
import { findRoute } from "./find-route.ts";
import { nameTrouble } from "./name-trouble.ts";
import { openRemote, remoteFolder } from "./open-remote.ts";
import { PUSH_FLAGS, runPersonGit } from "./person-git.ts";

export type Push =
  | { readonly pushed: true; readonly commit: ObjectId; readonly ref: RefName }
  | {
      readonly pushed: false;
      readonly commit: ObjectId;
      /** The remote looked at it and said no: it says the same until the branch or the remote is another. */
      readonly isRejected: boolean;
      readonly problem: { readonly code: string; readonly message: string; readonly mend: string };
    };

const TIMEOUT_MS = 30 * 60_000;

/** Idempotent: what the remote has already is a success. Throws `WorktreeError` `BRANCH_MISSING`. */
export function pushBranch(
  store: Store,
  { branch, url }: { branch: ContractBranch; url: string },
): Promise<Push> {
  const ref = branchRef(branch.branch);
  return runExclusive(remoteFolder(store, url), async () => {
    const commit = await readTip(store, branch);
    const folder = await openRemote(store, url);
    await takeFromMirror(store, { branch, folder, ref });
    const command = ["push", ...PUSH_FLAGS, "origin", `${commit}:${ref}`] as const;
    const route = await findRoute(store, { url, folder, way: "push" });
    if (!route.ok) return { pushed: false, commit, isRejected: false, problem: route };
    const end = await runPersonGit(store, { folder, command, route, timeoutMs: TIMEOUT_MS });
    if (end.exitCode === 0) return { pushed: true, commit, ref };
    const rejection = readRejection(end.stdout.toString("utf8"));
    if (rejection === null)
      return { pushed: false, commit, isRejected: false, problem: nameTrouble(url, end) };
    const told = { url, branch: branch.branch, remote: remoteWords(end.stderr) };
    return { pushed: false, commit, isRejected: true, problem: describeRejection(rejection, told) };
  });
}

/** Between two folders of the daemon's own, by its own git. */
async function takeFromMirror(
  store: Store,
  { branch, folder, ref }: { branch: ContractBranch; folder: string; ref: RefName },
): Promise<void> {
  // Below the contract's id: branches of two contracts cannot be in each other's way.
  const to = parseRefName(`refs/deliveries/${branch.contractId}`);
  await runGit(store.git, {
    place: mirrorPlace(folder),
    command: [
      "fetch",
      ...FETCH_FLAGS,
      parseLocalPath(branch.mirror),
      refspec({ from: ref, to, force: true }),
    ],
  });
}

type Rejection = { readonly by: "git" | "remote"; readonly reason: string };

/** Of `--porcelain`: `!<TAB><from>:<to><TAB>[rejected] (<reason>)`, where the remote itself said no `[remote rejected]`. Null where nothing was asked of it. */
function readRejection(text: string): Rejection | null {
  for (const line of text.split("\n")) {
    const [flag, , summary = ""] = line.split("\t");
    const found = /^\[(remote )?rejected\](?: \((.*)\))?/.exec(summary);
    if (flag === "!" && found !== null)
      return { by: found[1] === undefined ? "git" : "remote", reason: found[2] ?? "" };
  }
  return null;
}

function describeRejection(
  { by, reason }: Rejection,
  { url, branch, remote }: { url: string; branch: string; remote: string },
): { code: string; message: string; mend: string } {
  if (by === "git") {
    return {
      code: "PUSH_NOT_FAST_FORWARD",
      message: `${branch} has commits at ${url} that the contract's branch does not have (${reason}); nothing was pushed.`,
      mend: "makima never forces a push: rename or delete that branch at the remote, then deliver again.",
    };
  }
  return {
    code: "PUSH_DECLINED",
    message: `${url} declined ${branch}: ${reason}${remote === "" ? "" : `. It says: ${remote}`}`,
    mend: "Mend what the remote names (a hook, a protected branch, a right to push), then deliver again.",
  };
}

const MOST = 1000;

/** What the remote's own programs wrote, such as a hook that says no. */
function remoteWords(stderr: string): string {
  const lines = blotCredentials(stderr)
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith("remote:"))
    .map((line) => line.slice("remote:".length).trim());
  return lines
    .filter((line) => line !== "")
    .join(" ")
    .slice(-MOST);
}
