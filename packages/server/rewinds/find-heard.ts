// Answers that the agent was told behind the point. Their questions may be in view, or in what went out of view before: nothing else tells of them.
import { type Reader, statement } from "../db/database.ts";

export type Heard = {
  questionId: string;
  question: string;
  response: string | string[] | null;
  multiSelect: boolean;
};

// The last message that stays may itself be what told the answer: the result of the call, or the prompt of a turn. Both name the question.
const HEARD_AFTER = statement(
  "answers-heard-after",
  `select q.id as "questionId", q.question, q.response, q.multi_select as "multiSelect"
   from message m join question q on q.owner_id = m.owner_id and q.task_id = $4 and q.status = 'answered'
   where m.owner_id = $1 and m.task_id = $2 and m.seq = $3 and q.delivered_at > m.created_at
     and not (q.answered_at <= m.created_at and (
       (m.role = 'user' and position(q.id::text in m.content) > 0)
       or (m.role = 'tool_result' and exists (select 1 from tool_call c where c.owner_id = q.owner_id and c.question_id = q.id
         and c.task_id = m.task_id and c.epoch = m.epoch and c.call_key = m.tool_call_id and c.status = 'done'))))
   order by q.answered_at`,
);

/** `last`: the last message that stays. */
export const heardAfter = (
  reader: Reader,
  { ownerId, taskId, last }: { ownerId: string; taskId: string; last: { taskId: string; seq: number } },
): Promise<Heard[]> => reader.rows<Heard>(HEARD_AFTER, [ownerId, last.taskId, last.seq, taskId]);
