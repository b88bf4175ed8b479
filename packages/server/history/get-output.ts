// What a task's tools and agent printed.
import type { taskEndpoints } from "@makima/protocol/tasks";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { rangeOf } from "./range-of.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof taskEndpoints.getOutput.query>;
type Answer = z.infer<typeof taskEndpoints.getOutput.answer>;
type Row = Omit<Answer["items"][number], "createdAt"> & { createdAt: Date };

const SELECT_OUTPUT = `
  select task_id as "taskId", seq::int as seq, epoch::int as epoch, stream, tool_call_id as "toolCallId", text, created_at as "createdAt"
  from output
  where owner_id = $1 and task_id = $2 and seq between $3 and $4
    and ($5::text is null or stream = $5) and ($6::text is null or tool_call_id = $6)`;

const LIST_OUTPUT = {
  asc: statement("list-output", `${SELECT_OUTPUT} order by seq limit $7`),
  desc: statement("list-output-back", `${SELECT_OUTPUT} order by seq desc limit $7`),
};

/** Throws NOT_FOUND or INVALID_CURSOR. */
export const getOutput = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const { ownerId, taskId, lastOutput, cursor } = view;
  const { order, limit } = query;
  const of = { ownerId, list: "output", query: { ...query, taskId } };
  const after = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1)]))?.[0];
  const { first, last } = rangeOf({ order, after, from: query.fromSeq, least: 1, most: lastOutput });
  const found = await reader.rows<Row>(LIST_OUTPUT[order], [
    ownerId,
    taskId,
    first,
    last,
    query.stream ?? null,
    query.toolCallId ?? null,
    limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, limit, ({ seq }) => encodePageCursor(of, [seq]));
  return {
    items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
    nextCursor,
    cursor,
  };
});
