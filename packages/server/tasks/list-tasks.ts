// The owner's tasks in the order of their making.
import type { taskEndpoints } from "@makima/protocol/tasks";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf, placeTime } from "../db/page-cursor.ts";
import { readOwnerCursor } from "../journal/read-cursors.ts";
import type { Principal, World } from "../world.ts";
import { SELECT_TASK_VIEW, showTask, type TaskViewRow } from "./reader.ts";

type Query = z.infer<typeof taskEndpoints.listTasks.query>;
type Answer = z.infer<typeof taskEndpoints.listTasks.answer>;

const LIST_TASKS = statement(
  "list-tasks",
  `${SELECT_TASK_VIEW}
   where t.owner_id = $1 and ($2::uuid is null or t.contract_id = $2) and ($3::text is null or t.status = $3)
     and ($4::text is null or t.kind = $4) and ($5::uuid is null or t.daemon_id = $5)
     and ($6::timestamptz is null or (t.created_at, t.id) > ($6::timestamptz, $7::uuid))
   order by t.created_at, t.id limit $8`,
);

/** Throws INVALID_CURSOR. */
export async function listTasks(
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { ownerId } = principal;
  const of = { ownerId, list: "tasks", query };
  const after = decodePageCursor(of, query.cursor, z.tuple([placeTime, z.uuid()]));
  const cursor = await readOwnerCursor(world.db, ownerId);
  const found = await world.db.rows<TaskViewRow & { place: string }>(LIST_TASKS, [
    ownerId,
    query.contractId ?? null,
    query.status ?? null,
    query.kind ?? null,
    query.daemonId ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ place, id }) =>
    encodePageCursor(of, [place, id]),
  );
  return { items: rows.map(showTask), nextCursor, cursor };
}
