// Brings each answer, and each expiry, to the agent that asked.
import { deliverAnswer } from "../calls/calls.ts";
import { statement } from "../db/database.ts";
import type { Reconciler } from "./reconciler.ts";

const TO_DELIVER = statement(
  "answers-to-deliver",
  `select q.owner_id as "ownerId", q.task_id as "taskId", q.id as "questionId" from question q
   join wait w on w.owner_id = q.owner_id and w.question_id = q.id and w.ended_at is null
   where q.status in ('answered', 'expired') and q.delivered_at is null
   order by q.answered_at nulls last, q.id limit 200`,
);

export const deliverAnswers: Reconciler = {
  name: "deliver-answers",
  round: async (world) => {
    const found = await world.db.rows<{ ownerId: string; taskId: string; questionId: string }>(
      TO_DELIVER,
      [],
    );
    for (const key of found) await deliverAnswer(world, key);
    return { did: found.length };
  },
};
