// Makes a run's worktree ready: mirror, contract's branch, checkout, and as found or as the last checkpoint had it.
import type { StartRun } from "@makima/protocol/mesh";
import { parseObjectId } from "../git/git-parts.ts";
import {
  createCheckout,
  ensureBranch,
  fillSpare,
  mendHead,
  type OpenedMirror,
  openMirror,
  restoreWorktree,
  setAside,
} from "../worktrees/worktrees.ts";
import { recordCheckpoint, sayCheckpoint } from "./record-checkpoint.ts";
import type { Run, TurnRequest, Worktree } from "./run.ts";
import { RunFailed, type RunParts } from "./run-parts.ts";

/** A checkpoint that a killed daemon made and could not tell of comes to light first; the worktree may differ from it again. */
const mostAsFound = 3;
const lagPatienceMs = 10_000;

/** Throws `RunFailed`, and what git and the disk throw. */
export async function prepareWorktree(parts: RunParts, run: Run): Promise<Worktree> {
  const { command } = run;
  const mirror = await openMirror(parts.store, command.repository);
  const checkout = { mirror: mirror.mirror, contractId: command.contractId, taskId: command.taskId };
  const missing = await bringNeeded(parts, run, { mirror: mirror.mirror, request: command });
  refuseMissing(command, { missing, repository: mirror.repository });
  const { tip } = await standBranch(parts, run, { mirror: mirror.mirror, request: command, missing });
  if (command.isMoved) {
    const after = command.checkpoint?.number ?? 0;
    await setAside(parts.store, { checkout, after, epoch: command.epoch });
  }
  const base = command.restoreTo ?? command.checkpoint?.commit ?? command.baseCommit ?? tip;
  const created = await createCheckout(parts.store, {
    checkout,
    branch: command.branch,
    baseCommit: parseObjectId(base),
    shared: sharedRefs(command, { tip, missing }),
  });
  if (created.isLarge) fillSoon(parts, { mirror: mirror.mirror, commit: tip });
  const { path, baseCommit } = created;
  const worktree = { checkout, path, baseCommit, objectsPath: mirror.objectsPath };
  run.worktree = worktree;
  if (!created.created) {
    if (command.restoreTo !== null)
      await mendHead(parts.store, { checkout, commit: parseObjectId(command.restoreTo) });
    await keepAsFound(parts, run);
  }
  const wanted = command.restoreTo ?? (created.created ? command.checkpoint?.commit : null) ?? null;
  if (wanted !== null && !(created.created && wanted === created.baseCommit))
    await restoreCheckpoint(parts, run, { worktree, commit: wanted });
  return worktree;
}

/** Where one task of a large repository is, others follow; nobody waits for it. */
function fillSoon({ store, log }: RunParts, { mirror, commit }: { mirror: string; commit: string }): void {
  fillSpare(store, { mirror, commit: parseObjectId(commit) }).catch((error: unknown) => {
    log.warn(
      { err: error, mirror },
      "no spare worktree could be made; the next one is made when it is wanted",
    );
  });
}

/** Brings the contract's branch and finished tasks' results to a checkout that is there already. */
export async function refreshShared(parts: RunParts, run: Run, request: TurnRequest): Promise<void> {
  if (run.worktree === null) return;
  const { checkout } = run.worktree;
  const { mirror } = checkout;
  const missing = await bringNeeded(parts, run, { mirror, request });
  const { tip } = await standBranch(parts, run, { mirror, request, missing });
  await createCheckout(parts.store, {
    checkout,
    branch: run.command.branch,
    baseCommit: tip,
    shared: sharedRefs(request, { tip, missing }),
  });
}

/** `makima/x` is called `refs/remotes/makima/x` in a checkout. */
export function sharedName(contractBranch: string): string {
  return contractBranch.replace(/^makima\//, "");
}

/** What was made on other machines comes from their bundles. Gives what cannot be had. */
async function bringNeeded(
  parts: RunParts,
  run: Run,
  { mirror, request }: { mirror: string; request: TurnRequest },
): Promise<ReadonlySet<string>> {
  const { contractId, repository, checkpoint, baseCommit, restoreTo } = run.command;
  const own = [repository.baseCommit, request.branchCommit, checkpoint?.commit, baseCommit, restoreTo];
  const at = { mirror, contractId, signal: run.signal };
  const missing = await parts.bring({
    ...at,
    commits: own.filter((commit) => typeof commit === "string"),
    // The bundle of a merge that the home has just made is on its way.
    patienceMs: request.isHome ? 0 : lagPatienceMs,
  });
  const others = request.results.map(({ commit }) => commit);
  return new Set([...missing, ...(await parts.bring({ ...at, commits: others, patienceMs: 0 }))]);
}

/** The branch and others' results may come later; without what the task itself begins from it cannot begin. */
function refuseMissing(
  { repository: { baseCommit: first }, checkpoint, baseCommit, restoreTo }: StartRun,
  { missing, repository }: { missing: ReadonlySet<string>; repository: OpenedMirror["repository"] },
): void {
  const needed = [first, checkpoint?.commit, baseCommit, restoreTo].filter(
    (commit) => typeof commit === "string",
  );
  if (!needed.some((commit) => missing.has(commit))) return;
  const why = repository.ok ? "" : `${repository.message} ${repository.mend} `;
  throw new RunFailed("bundle_missing", `${why}No bundle at the server holds what the task begins from.`);
}

function standBranch(
  { store }: RunParts,
  { command }: Run,
  { mirror, request, missing }: { mirror: string; request: TurnRequest; missing: ReadonlySet<string> },
) {
  const { contractBranch, branchCommit, isHome } = request;
  return ensureBranch(store, {
    branch: { mirror, contractId: command.contractId, branch: contractBranch },
    commit: parseObjectId(command.repository.baseCommit),
    ...(branchCommit === null || missing.has(branchCommit)
      ? {}
      : { standing: { commit: parseObjectId(branchCommit), isHome } }),
  });
}

function sharedRefs(
  { contractBranch, results }: TurnRequest,
  { tip, missing }: { tip: string; missing: ReadonlySet<string> },
) {
  return [
    { name: sharedName(contractBranch), commit: parseObjectId(tip) },
    ...results
      .filter(({ commit }) => !missing.has(commit))
      .map(({ refName, commit }) => ({ name: refName, commit: parseObjectId(commit) })),
  ];
}

/** It goes back to a checkpoint; or the checkout was made anew from what the task once began with, and its last checkpoint is newer. */
async function restoreCheckpoint(
  parts: RunParts,
  run: Run,
  { worktree, commit }: { worktree: Worktree; commit: string },
): Promise<void> {
  const wish = { reason: "as_found" as const, message: "As found before the run goes on" };
  const { safety: made } = await restoreWorktree(parts.store, {
    commit: parseObjectId(commit),
    safety: {
      checkout: worktree.checkout,
      number: run.nextCheckpoint,
      message: wish.message,
      merges: { contractBranch: run.command.contractBranch, uncommitted: true },
    },
  });
  if (made.made) await sayCheckpoint(parts, run, { made, wish });
}

async function keepAsFound(parts: RunParts, run: Run): Promise<void> {
  for (let count = 0; count < mostAsFound; count++) {
    const wish = { reason: "as_found" as const, message: "As found before the run goes on" };
    if ((await recordCheckpoint(parts, run, wish)) === null) return;
  }
}
