// A checkpoint's row as the API shows it.
import type { taskEndpoints } from "@makima/protocol/tasks";
import type { z } from "zod";
import { messageIdOf } from "./reader.ts";

type Checkpoint = z.infer<typeof taskEndpoints.getCheckpoints.answer>["items"][number];

/** Of the table `checkpoint`. */
export const CHECKPOINT_COLUMNS = `id, task_id as "taskId", number, message, commit, reason, phase, epoch::int as epoch,
  files_changed as "filesChanged", lines_added as "linesAdded", lines_removed as "linesRemoved", message_seq::int as "messageSeq",
  message_index as "messageIndex", warnings, bundled, created_at as "createdAt"`;

export type CheckpointRow = Omit<Checkpoint, "createdAt" | "messageId"> & {
  createdAt: Date;
  messageSeq: number;
};

export const showCheckpoint = ({ messageSeq, createdAt, ...row }: CheckpointRow): Checkpoint => ({
  ...row,
  messageId: messageSeq === 0 ? null : messageIdOf({ taskId: row.taskId, seq: messageSeq }),
  createdAt: createdAt.toISOString(),
});
