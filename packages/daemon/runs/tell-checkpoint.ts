// A checkpoint that was made, as the server is told of it.
import type { SentCheckpoint } from "@makima/protocol/mesh";
import type { Checkpoint } from "../worktrees/worktrees.ts";

export interface CheckpointWish {
  readonly reason: SentCheckpoint["reason"];
  readonly message: string;
  /** Makes one also where nothing has changed: the place in the conversation is then what it keeps. */
  readonly evenIfSame?: boolean;
}

export function tellCheckpoint(made: Checkpoint, { reason, message }: CheckpointWish): SentCheckpoint {
  const { number, commit, tree, filesChanged, linesAdded, linesRemoved } = made;
  const warnings = made.warnings.map(({ message }) => message);
  return { reason, message, number, commit, tree, filesChanged, linesAdded, linesRemoved, warnings };
}
