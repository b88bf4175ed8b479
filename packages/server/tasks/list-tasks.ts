// The owner's tasks in the order of their making.
import type { Task, taskEndpoints } from "@makima/protocol/tasks";
import type { z } from "zod";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
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
export const listTasks = (world: World, principal: Principal, { query }: { query: Query }): Promise<Answer> =>
  readList<TaskViewRow & Placed, Task>(world.db, {
    name: "tasks",
    ownerId: principal.ownerId,
    page: query,
    statement: LIST_TASKS,
    values: [query.contractId ?? null, query.status ?? null, query.kind ?? null, query.daemonId ?? null],
    idOf: ({ id }) => id,
    show: showTask,
  });
