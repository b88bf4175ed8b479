// Carries out the answers to recovery questions: what a person chose for a task that was held.
import { statement } from "../db/database.ts";
import { settleRecovery } from "../resumption/resumption.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Reconciler } from "./reconciler.ts";

type Found = { ownerId: string; taskId: string; questionId: string };

const TO_SETTLE = statement(
  "recoveries-to-settle",
  `select q.owner_id as "ownerId", q.task_id as "taskId", q.id as "questionId" from question q
   join task t on t.owner_id = q.owner_id and t.id = q.task_id and t.status not in ('done', 'failed', 'cancelled')
   where q.question_type = 'recovery' and q.status = 'answered' and q.delivered_at is null order by q.answered_at limit 200`,
);

export const settleRecoveries: Reconciler = {
  name: "settle-recoveries",
  round: async (world) => {
    const found = await world.db.rows<Found>(TO_SETTLE, []);
    let did = 0;
    for (const { questionId, ...key } of found)
      did += (await withTask(world, key, (held) => settleRecovery(world, held, questionId))) ? 1 : 0;
    return { did };
  },
};
