// The checkpoints of a task, in the order of their numbers.
import type { taskEndpoints } from "@makima/protocol/tasks";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { cursorWith, EVENT_PLACE, type PlacedInJournal } from "./place-in-journal.ts";
import { seenFromHead } from "./seen-from-head.ts";
import { CHECKPOINT_COLUMNS, type CheckpointRow, showCheckpoint } from "./show-checkpoint.ts";

type Query = z.infer<typeof taskEndpoints.getCheckpoints.query>;
type Answer = z.infer<typeof taskEndpoints.getCheckpoints.answer>;
type Row = CheckpointRow & PlacedInJournal;

const LIST_CHECKPOINTS = statement(
  "list-checkpoints",
  `select ${CHECKPOINT_COLUMNS}, ${EVENT_PLACE}
   from checkpoint where owner_id = $1 and task_id = $2 and number > $3 and discarded_at is null order by number limit $4`,
);

/** Throws NOT_FOUND or INVALID_CURSOR. */
export const getCheckpoints = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const { ownerId, taskId } = view;
  const of = { ownerId, list: "checkpoints", query: { taskId } };
  const [after = 0] = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1)])) ?? [];
  const found = await reader.rows<Row>(LIST_CHECKPOINTS, [ownerId, taskId, after, query.limit + 1]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ number }) => encodePageCursor(of, [number]));
  const items = rows.map(({ lastEvent: _, ...row }) => showCheckpoint(row));
  return { items, nextCursor, cursor: cursorWith(view, rows) };
});
