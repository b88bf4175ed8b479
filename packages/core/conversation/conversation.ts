// A conversation: an append-only row of messages in segments, seen from its head.

export const MESSAGE_ROLES = ["user", "assistant", "tool_call", "tool_result", "thinking", "notice"] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

export const OUTPUT_STREAMS = ["agent", "tool", "setup"] as const;

/** A range of a task's message numbers that continues another segment from an index. */
export type Segment = {
  id: string;
  taskId: string;
  startSeq: number;
  startIndex: number;
  parentId: string | null;
};

/** A stretch of stored messages that are in view: `fromSeq`..`toSeq` of a task, the first of them at place `fromIndex`. */
export type Stretch = { taskId: string; fromSeq: number; toSeq: number; fromIndex: number };

/**
 * The stretches that make up a conversation, oldest first.
 * @param chain the head's segment first, then each one's parent
 * @param lastSeq the newest message number of the head's task
 */
export function stretchesOf(chain: readonly Segment[], lastSeq: number): Stretch[] {
  const stretches: Stretch[] = [];
  let endIndex = Number.POSITIVE_INFINITY;
  for (const [depth, segment] of chain.entries()) {
    const toSeq = depth === 0 ? lastSeq : segment.startSeq + (endIndex - segment.startIndex) - 1;
    if (toSeq >= segment.startSeq && segment.startIndex < endIndex) {
      stretches.unshift({
        taskId: segment.taskId,
        fromSeq: segment.startSeq,
        toSeq,
        fromIndex: segment.startIndex,
      });
    }
    endIndex = Math.min(endIndex, segment.startIndex);
  }
  return stretches;
}

/** How many messages, from the first on, two views have in common; what the one shows behind them is out of the other's view. */
export function sharedLength(one: readonly Stretch[], other: readonly Stretch[]): number {
  let shared = 0;
  for (let i = 0, j = 0; ; ) {
    const [mine, theirs] = [one[i], other[j]];
    if (mine === undefined || theirs === undefined || !meetAt(shared, mine, theirs)) return shared;
    shared = Math.min(endOf(mine), endOf(theirs));
    if (endOf(mine) === shared) i += 1;
    if (endOf(theirs) === shared) j += 1;
  }
}

/** Whether both show the same message at this place. */
const meetAt = (index: number, one: Stretch, other: Stretch): boolean =>
  one.taskId === other.taskId && seqAt(one, index) === seqAt(other, index);

const seqAt = ({ fromSeq, fromIndex }: Stretch, index: number): number => fromSeq + index - fromIndex;

const endOf = ({ fromSeq, toSeq, fromIndex }: Stretch): number => fromIndex + toSeq - fromSeq + 1;
