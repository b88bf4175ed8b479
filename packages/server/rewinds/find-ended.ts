// Questions that stay in view without an answer to come, while what told the agent of their end goes out of view.
import { type Reader, statement } from "../db/database.ts";
import type { PlacedView } from "./view-at.ts";

export type Ended = { questionId: string; question: string };

// The notice of a rewind names what it withdrew and what an earlier one had; one that expired has a delivery of its own.
const ENDED_AFTER = statement(
  "questions-ended-after",
  `select q.id as "questionId", q.question from question q
   where q.owner_id = $1 and q.task_id = $2 and q.status in ('withdrawn', 'expired')
     and exists (select 1 from delivery d where d.owner_id = q.owner_id and d.task_id = q.task_id and d.message_seq > $3
       and (d.question_id = q.id or (d.kind = 'notice' and position(q.id::text in d.payload::text) > 0)))
     and exists (select 1 from tool_call c
       join message m on m.owner_id = c.owner_id and m.task_id = c.task_id and m.epoch = c.epoch and m.tool_call_id = c.call_key
       join unnest($4::bigint[], $5::bigint[]) as shown (from_seq, to_seq) on m.seq between shown.from_seq and shown.to_seq
       where c.owner_id = q.owner_id and c.question_id = q.id and m.role = 'tool_call')
   order by q.asked_at, q.id`,
);

/** Of the task's own questions: what a fork was told of its origin's is not taken back. */
export async function endedAfter(
  reader: Reader,
  { ownerId, taskId, point }: { ownerId: string; taskId: string; point: Pick<PlacedView, "stretches"> },
): Promise<Ended[]> {
  const own = point.stretches.filter((stretch) => stretch.taskId === taskId);
  const last = own.at(-1);
  if (last === undefined) return [];
  const shown = [own.map(({ fromSeq }) => fromSeq), own.map(({ toSeq }) => toSeq)];
  return reader.rows<Ended>(ENDED_AFTER, [ownerId, taskId, last.toSeq, ...shown]);
}
