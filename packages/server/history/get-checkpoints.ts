// The checkpoints of a task, in the order of their numbers.
import type { taskEndpoints } from "@makima/protocol/tasks";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import type { Principal, World } from "../world.ts";
import { messageIdOf, readView } from "./reader.ts";

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
export async function getCheckpoints(
  world: World,
  principal: Principal,
  { params, query }: { params: { id: string }; query: Query },
): Promise<Answer> {
  const { ownerId } = principal;
  const view = await readView(world.db, { ownerId, taskId: params.id });
  const of = { ownerId, list: "checkpoints", query: { taskId: params.id } };
  const after = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1)]));
  const found = await world.db.rows<Row>(LIST_CHECKPOINTS, [
    ownerId,
    params.id,
    after?.[0] ?? 0,
    query.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ number }) => encodePageCursor(of, [number]));
  const items = rows.map(({ messageSeq, createdAt, ...row }) => ({
    ...row,
    messageId: messageSeq === 0 ? null : messageIdOf({ taskId: row.taskId, seq: messageSeq }),
    createdAt: createdAt.toISOString(),
  }));
  return { items, nextCursor, cursor: view.cursor };
}
