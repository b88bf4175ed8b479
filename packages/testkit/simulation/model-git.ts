// Git of a model machine: a tree is a name, a commit is a name for a tree, and its objects, its ref and what is told of it are durable in one step.
import type { SentCheckpoint } from "@makima/protocol/mesh";
import { nameOf } from "./object-name.ts";
import type { SimulatedDisk } from "./simulated-disk.ts";

export type CheckpointWish = {
  disk: SimulatedDisk;
  contractId: string;
  taskId: string;
  /** the lowest number that it may have */
  number: number;
  reason: SentCheckpoint["reason"];
  evenIfSame?: boolean;
};

/** Null when the worktree has not changed since the last one. */
export function makeModelCheckpoint(wish: CheckpointWish): SentCheckpoint | null {
  const { disk, contractId, taskId, reason } = wish;
  const worktree = disk.worktrees.get(taskId);
  if (worktree === undefined) return null;
  const { tree, keptTree } = worktree;
  const filesChanged = tree === keptTree ? 0 : 1;
  if (filesChanged === 0 && wish.evenIfSame !== true) return null;
  worktree.keptTree = tree;
  const number = Math.max(disk.checkpoints.get(taskId) ?? 0, wish.number - 1) + 1;
  disk.checkpoints.set(taskId, number);
  // Two machines never make the same commit.
  const commit = nameOf(`${disk.name}/${taskId}/${number}`);
  disk.trees.set(commit, tree);
  disk.refs.set(`refs/makima/${contractId}/${taskId}/${number}`, commit);
  const counts = { filesChanged, linesAdded: filesChanged, linesRemoved: 0 };
  return { number, commit, tree, message: "as it stands", reason, ...counts, warnings: [] };
}

/** The worktree as a commit has it. One that is on no machine of ours is its own tree: the base, or the contract's branch. */
export function standAt(disk: SimulatedDisk, { taskId, commit }: { taskId: string; commit: string }): void {
  const tree = disk.trees.get(commit) ?? commit;
  disk.worktrees.set(taskId, { tree, keptTree: tree });
}

/** An agent writes to a file. */
export function changeWorktree(disk: SimulatedDisk, { taskId, by }: { taskId: string; by: string }): void {
  const worktree = disk.worktrees.get(taskId);
  if (worktree !== undefined) worktree.tree = nameOf(`${worktree.tree} ${by}`);
}
