// Checkpoints of a model machine: a commit is a name, and its objects, its ref and what is told of it are durable in one step.
import { createHash } from "node:crypto";
import type { SentCheckpoint } from "@makima/protocol/mesh";
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
  if (worktree === undefined || !(worktree.isChanged || wish.evenIfSame === true)) return null;
  const filesChanged = worktree.isChanged ? 1 : 0;
  worktree.isChanged = false;
  const number = Math.max(disk.checkpoints.get(taskId) ?? 0, wish.number - 1) + 1;
  disk.checkpoints.set(taskId, number);
  // Two machines never make the same commit.
  const commit = nameOf(`${disk.name}/${taskId}/${number}`);
  disk.refs.set(`refs/makima/${contractId}/${taskId}/${number}`, commit);
  const counts = { filesChanged, linesAdded: filesChanged, linesRemoved: 0 };
  return { number, commit, tree: commit, message: "as it stands", reason, ...counts, warnings: [] };
}

/** The name of a commit. */
export const nameOf = (text: string): string => createHash("sha1").update(text).digest("hex");
