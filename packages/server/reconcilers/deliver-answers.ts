// Brings each answer, and each expiry, to the agent that asked, and begins the turn that it makes due in the same transaction: nobody waits
// longer for an answer than for the reconciler's one round.
import { bringAnswers } from "../calls/calls.ts";
import { statement } from "../db/database.ts";
import { withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Reconciler } from "./reconciler.ts";
import { takeUp } from "./take-up.ts";

type Key = { ownerId: string; taskId: string };

const TO_DELIVER = statement(
  "answers-to-deliver",
  `select q.owner_id as "ownerId", q.task_id as "taskId" from question q
   join wait w on w.owner_id = q.owner_id and w.question_id = q.id and w.ended_at is null
   join task t on t.owner_id = q.owner_id and t.id = q.task_id and t.status not in ('done', 'failed', 'cancelled')
   where q.status in ('answered', 'expired') and q.delivered_at is null
   group by q.owner_id, q.task_id order by min(q.ended_at) limit 200`,
);

export const deliverAnswers: Reconciler = {
  name: "deliver-answers",
  round: async (world) => {
    const found = await world.db.rows<Key>(TO_DELIVER, []);
    let did = 0;
    for (const key of found) did += await deliver(world, key);
    return { did };
  },
};

const deliver = (world: World, key: Key): Promise<number> =>
  withTask(world, key, async (held) => {
    const brought = await bringAnswers(world, held);
    if (brought > 0) await takeUp(world, held);
    return brought;
  });
