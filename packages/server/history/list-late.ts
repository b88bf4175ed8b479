// What fenced-off runs of a task still had to say, run by run, in the order in which it came.
import type { Late, taskEndpoints } from "@makima/protocol/tasks";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf } from "../db/page-cursor.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof taskEndpoints.listLate.query>;
type Answer = z.infer<typeof taskEndpoints.listLate.answer>;
type Row = Omit<Late, "daemon" | "receivedAt"> & { daemonId: string; daemonName: string; receivedAt: Date };

const LIST_LATE = statement(
  "list-late",
  `select l.task_id as "taskId", l.epoch::int as epoch, l.number as seq, l.kind, l.data, l.daemon_id as "daemonId", d.name as "daemonName",
     l.received_at as "receivedAt"
   from late l join daemon d on d.owner_id = l.owner_id and d.id = l.daemon_id
   where l.owner_id = $1 and l.task_id = $2 and (l.epoch, l.number) > ($3::bigint, $4::integer)
   order by l.epoch, l.number limit $5`,
);

/** Throws NOT_FOUND or INVALID_CURSOR. */
export const listLate = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const { ownerId, taskId, cursor } = view;
  const of = { ownerId, list: "late", query: { taskId } };
  const place = decodePageCursor(of, query.cursor, z.tuple([z.int().min(1), z.int().min(1)])) ?? [0, 0];
  const found = await reader.rows<Row>(LIST_LATE, [ownerId, taskId, ...place, query.limit + 1]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ epoch, seq }) =>
    encodePageCursor(of, [epoch, seq]),
  );
  return { items: rows.map(showLate), nextCursor, cursor };
});

const showLate = ({ daemonId, daemonName, receivedAt, ...row }: Row): Late => ({
  ...row,
  daemon: { id: daemonId, name: daemonName },
  receivedAt: receivedAt.toISOString(),
});
