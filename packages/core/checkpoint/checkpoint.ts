// A checkpoint: code and conversation at one instant.

export const CHECKPOINT_REASONS = [
  "turn_end",
  "before_rewind",
  "as_found",
  "merge",
  "asked",
  "completed",
] as const;

/** The hidden ref that keeps a checkpoint's commit alive; built from ids alone, so that no user's text reaches a ref. */
export const checkpointRef = (at: { contractId: string; taskId: string; number: number }): string =>
  `refs/makima/${at.contractId}/${at.taskId}/${at.number}`;
