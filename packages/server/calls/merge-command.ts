// What tells a contract's home to merge a task's result.
import type { MeshCommand } from "@makima/protocol/mesh";
import { type ContractRow, repositoryOf } from "../contracts/contracts.ts";
import type { Tx } from "../db/database.ts";
import { checkpointsOf, type TaskRow } from "../tasks/tasks.ts";

/** `mergeId` names the merge for ever. The caller holds the contract. */
export async function mergeCommand(
  tx: Tx,
  {
    contract,
    task,
    commit,
    mergeId,
  }: { contract: ContractRow; task: TaskRow; commit: string; mergeId: string },
): Promise<Extract<MeshCommand, { kind: "merge" }>> {
  const { lastCheckpoint } = await checkpointsOf(tx, task);
  const isAtHome = task.daemonId !== null && task.daemonId === contract.daemonId;
  return {
    kind: "merge",
    contractId: contract.id,
    taskId: task.id,
    taskName: task.name,
    mergeId,
    commit,
    // The worktree on another machine cannot be looked at from here: what counts is its last checkpoint.
    keep: isAtHome ? { number: lastCheckpoint + 1, message: "As it stood at its merge" } : null,
    contractBranch: contract.branch,
    branchCommit: contract.branchCommit,
    repository: repositoryOf(contract),
  };
}
