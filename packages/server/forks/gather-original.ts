// What belongs to the original of a fork and not to the fork: questions, waits, and the tasks that it spawned.

import type { ForkFacts } from "@makima/core/fork";
import { answerForAgent } from "@makima/core/question";
import { type Reader, statement } from "../db/database.ts";

const QUESTIONS = statement(
  "questions-of-original",
  `select id as "questionId", question, case when status = 'answered' then response end as response, multi_select as "multiSelect"
   from question
   where owner_id = $1 and task_id = $2 and date_trunc('milliseconds', asked_at) <= $3::timestamptz and question_type <> 'permission'
     and (status = 'pending' or (status = 'answered' and coalesce(delivered_at, answered_at) > $3::timestamptz))
   order by asked_at limit 50`,
);
const AWAITED = statement(
  "awaited-by-original",
  `select t.name from wait w join task t on t.owner_id = w.owner_id and t.id = any(w.task_ids)
   where w.owner_id = $1 and w.task_id = $2 and w.ended_at is null order by t.created_at, t.id limit 50`,
);
const SPAWNED = statement(
  "spawned-by-original",
  `select id as "taskId", name, status from task
   where owner_id = $1 and parent_task_id = $2 and forked_from is null and date_trunc('milliseconds', created_at) <= $3::timestamptz order by created_at, id limit 50`,
);

type Asked = {
  questionId: string;
  question: string;
  response: string | string[] | null;
  multiSelect: boolean;
};

export async function gatherOriginal(
  reader: Reader,
  { ownerId, taskId, at }: { ownerId: string; taskId: string; at: string },
): Promise<Pick<ForkFacts, "questions" | "awaited" | "spawned">> {
  const [questions, awaited, spawned] = await Promise.all([
    reader.rows<Asked>(QUESTIONS, [ownerId, taskId, at]),
    reader.rows<{ name: string }>(AWAITED, [ownerId, taskId]),
    reader.rows<ForkFacts["spawned"][number]>(SPAWNED, [ownerId, taskId, at]),
  ]);
  return {
    questions: questions.map((asked) => ({
      questionId: asked.questionId,
      question: asked.question,
      response: asked.response === null ? null : tellResponse(asked),
    })),
    awaited: awaited.map(({ name }) => name),
    spawned,
  };
}

function tellResponse(asked: Asked): string {
  const response = answerForAgent(asked);
  return typeof response === "string" ? response : JSON.stringify(response);
}
