// The checkpoints of a task, in the order of their numbers.
import type { taskEndpoints } from "@makima/protocol/tasks";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { messageIdOf } from "./reader.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof taskEndpoints.getCheckpoints.query>;
type Answer = z.infer<typeof taskEndpoints.getCheckpoints.answer>;
type Row = Omit<Answer["items"][number], "createdAt" | "messageId"> & { createdAt: Date; messageSeq: number };

const LIST_CHECKPOINTS = statement(
  "list-checkpoints",
  `select id, task_id as "taskId", number, message, commit, reason, phase, epoch::int as epoch, files_changed as "filesChanged",
     lines_added as "linesAdded", lines_removed as "linesRemoved", message_seq::int as "messageSeq", message_index as "messageIndex",
     bundled, created_at as "createdAt"
   from checkpoint where owner_id = $1 and task_id = $2 and number > $3 order by number limit $4`,
);

/** Throws NOT_FOUND or INVALID_CURSOR. */
export const getCheckpoints = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const { ownerId, taskId, cursor } = view;
  const of = { ownerId, list: "checkpoints", query: { taskId } };
  const [after = 0] = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1)])) ?? [];
  const found = await reader.rows<Row>(LIST_CHECKPOINTS, [ownerId, taskId, after, query.limit + 1]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ number }) => encodePageCursor(of, [number]));
  return { items: rows.map(showCheckpoint), nextCursor, cursor };
});

const showCheckpoint = ({ messageSeq, createdAt, ...row }: Row): Answer["items"][number] => ({
  ...row,
  messageId: messageSeq === 0 ? null : messageIdOf({ taskId: row.taskId, seq: messageSeq }),
  createdAt: createdAt.toISOString(),
});
