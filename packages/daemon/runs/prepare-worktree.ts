// Makes a run's worktree ready: mirror, contract's branch, checkout, and as found or as the last checkpoint had it.
import type { StartRun } from "@makima/protocol/mesh";
import { parseObjectId } from "../git/git-parts.ts";
import {
  checkRepository,
  createCheckout,
  ensureBranch,
  ensureMirror,
  mendHead,
  restoreWorktree,
} from "../worktrees/worktrees.ts";
import { recordCheckpoint, sayCheckpoint } from "./record-checkpoint.ts";
import type { Run, TurnRequest, Worktree } from "./run.ts";
import { RunFailed, type RunParts } from "./run-parts.ts";

/** A checkpoint that a killed daemon made and could not tell of comes to light first; the worktree may differ from it again. */
const mostAsFound = 3;

/** Throws `RunFailed`, and what git and the disk throw. */
export async function prepareWorktree(parts: RunParts, run: Run): Promise<Worktree> {
  const { command } = run;
  const mirror = await openMirror(parts, command.repository);
  const branch = { mirror: mirror.mirror, contractId: command.contractId, branch: command.contractBranch };
  const { tip } = await ensureBranch(parts.store, {
    branch,
    commit: parseObjectId(command.repository.baseCommit),
  });
  const checkout = { mirror: mirror.mirror, contractId: command.contractId, taskId: command.taskId };
  const base = command.restoreTo ?? command.checkpoint?.commit ?? command.baseCommit ?? tip;
  const created = await createCheckout(parts.store, {
    checkout,
    branch: command.branch,
    baseCommit: parseObjectId(base),
    shared: sharedRefs(command, tip),
  });
  const worktree = { checkout, path: created.path, objectsPath: mirror.objectsPath };
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

/** Brings the contract's branch and finished tasks' results to a checkout that is there already. */
export async function refreshShared(parts: RunParts, run: Run, request: TurnRequest): Promise<void> {
  if (run.worktree === null) return;
  const { checkout } = run.worktree;
  const { tip } = await ensureBranch(parts.store, {
    branch: { mirror: checkout.mirror, contractId: checkout.contractId, branch: request.contractBranch },
    commit: parseObjectId(run.command.repository.baseCommit),
  });
  await createCheckout(parts.store, {
    checkout,
    branch: run.command.branch,
    baseCommit: tip,
    shared: sharedRefs(request, tip),
  });
}

/** `makima/x` is called `refs/remotes/makima/x` in a checkout. */
export function sharedName(contractBranch: string): string {
  return contractBranch.replace(/^makima\//, "");
}

async function openMirror(parts: RunParts, { path, baseBranch }: StartRun["repository"]) {
  const checked = await checkRepository(parts.store, { location: path, baseBranch });
  if (!checked.ok) throw new RunFailed("worktree_failed", `${checked.message} ${checked.mend}`);
  return ensureMirror(parts.store, checked);
}

function sharedRefs({ contractBranch, results }: TurnRequest, tip: string) {
  return [
    { name: sharedName(contractBranch), commit: parseObjectId(tip) },
    ...results.map(({ refName, commit }) => ({ name: refName, commit: parseObjectId(commit) })),
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
