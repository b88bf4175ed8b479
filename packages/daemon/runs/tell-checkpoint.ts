// A checkpoint that was made, as the server is told of it.
import type { SentCheckpoint } from "@makima/protocol/mesh";
import type { Checkpoint } from "../worktrees/worktrees.ts";

export interface CheckpointWish {
  readonly reason: SentCheckpoint["reason"];
  readonly message: string;
}

export function tellCheckpoint(made: Checkpoint, wish: CheckpointWish): SentCheckpoint {
  const { number, commit, tree, filesChanged, linesAdded, linesRemoved } = made;
  const warnings = made.warnings.map(({ message }) => message);
  return { ...wish, number, commit, tree, filesChanged, linesAdded, linesRemoved, warnings };
}
