// A task's worktree on a machine's disk: how it stands, and by which rule it goes to the trash can.

/** `going` and `coming`: a daemon is at it. `removed`: in the trash can. `missing`: its folder is gone, and nobody here removed it. */
export const WORKTREE_STATES = ["standing", "going", "coming", "removed", "missing"] as const;

/** `unchanged`: the task has no result of its own. */
export const WORK_STANDINGS = ["merged", "unmerged", "unchanged"] as const;
export type WorkStanding = (typeof WORK_STANDINGS)[number];

export type KeepRule = {
  /** how long the worktree of a finished task stays */
  keepMs: number;
  /** the same where its result is not merged: somebody may still want to look at it */
  keepUnmergedMs: number;
  /** what all worktrees of one daemon may take of its disk; past that finished ones go sooner */
  diskBytes: number;
};

/** A standing worktree. `restMs`: since its task ended, or since it was brought back; null while the task goes on. */
export type StandingWorktree = {
  taskId: string;
  work: WorkStanding;
  bytes: number;
  restMs: number | null;
  /** a person wanted it back: it does not go for want of room */
  isReturned: boolean;
};

export const keptFor = (work: WorkStanding, rule: KeepRule): number =>
  work === "unmerged" ? rule.keepUnmergedMs : rule.keepMs;

/** Nobody who has just seen a task end finds its worktree gone. */
const LEAST_REST_MS = 600_000;

/** Which of the worktrees of one daemon go now, those that were to go anyway first, then as many as room is wanted for. */
export function chooseRemovals(standing: readonly StandingWorktree[], rule: KeepRule): string[] {
  const old = standing.filter(({ restMs, work }) => restMs !== null && restMs >= keptFor(work, rule));
  const chosen = new Set(old.map(({ taskId }) => taskId));
  const left = standing.filter(({ taskId }) => !chosen.has(taskId));
  let bytes = left.reduce((sum, worktree) => sum + worktree.bytes, 0);
  const free = left
    .flatMap(({ restMs, ...worktree }) =>
      restMs === null || restMs < LEAST_REST_MS || worktree.isReturned ? [] : [{ ...worktree, restMs }],
    )
    .toSorted((a, b) => rank(a) - rank(b) || b.restMs - a.restMs);
  for (const worktree of free) {
    if (bytes <= rule.diskBytes) break;
    chosen.add(worktree.taskId);
    bytes -= worktree.bytes;
  }
  return [...chosen];
}

const rank = ({ work }: Pick<StandingWorktree, "work">): number => (work === "unmerged" ? 1 : 0);
