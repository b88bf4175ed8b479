// Begins what is due, whoever's it is.
import { statement } from "../db/database.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";
import { IS_DUE, takeUp } from "./take-up.ts";

const DUE = statement(
  "due-tasks",
  `select t.owner_id as "ownerId", t.id as "taskId" ${IS_DUE}
   order by (t.kind = 'supervisor') desc, c.priority desc, t.created_at limit 200`,
);

export const assignTasks: Reconciler = {
  name: "assign-tasks",
  round: async (world) => {
    const due = await world.db.rows<{ ownerId: string; taskId: string }>(DUE, []);
    let did = 0;
    for (const key of due) did += (await withTask(world, key, (held) => takeUp(world, held))) ? 1 : 0;
    return { did };
  },
};
