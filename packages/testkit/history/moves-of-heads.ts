// The rows that tell where conversations have stood: their segments, their heads, and the rewinds that were done.

export type MovesOfHeads = {
  /** in the order of their making; the first `startIndex` messages that are seen from one are its parent's */
  segments: {
    id: string;
    taskId: string;
    startSeq: number;
    startIndex: number;
    parentId: string | null;
    reason: string;
  }[];
  /** what is seen now: up to `lastSeq` from this segment */
  heads: { taskId: string; segmentId: string; lastSeq: number }[];
  /** those that were done; `from`: what was seen before, `keep`: what has stayed in view where the conversation moved */
  rewinds: {
    id: string;
    taskId: string;
    epoch: number;
    movesConversation: boolean;
    keepSegmentId: string | null;
    keepCount: number | null;
    fromSegmentId: string | null;
    fromCount: number | null;
    checkpointId: string | null;
    undoCheckpointId: string | null;
  }[];
};

export const STATEMENTS_OF_MOVES: Readonly<Record<keyof MovesOfHeads, string>> = {
  segments: `select id, task_id as "taskId", start_seq::int as "startSeq", start_index as "startIndex", parent_id as "parentId", reason
   from segment order by created_at, id`,
  heads: `select task_id as "taskId", segment_id as "segmentId", last_seq::int as "lastSeq" from conversation order by task_id`,
  rewinds: `select id, task_id as "taskId", epoch::int, moves_conversation as "movesConversation", keep_segment_id as "keepSegmentId",
     keep_count as "keepCount", from_segment_id as "fromSegmentId", from_count as "fromCount", checkpoint_id as "checkpointId",
     undo_checkpoint_id as "undoCheckpointId"
   from rewind where status = 'done' and not dry_run order by ended_at, id`,
};
