// Writes an answer that reaches its agent in the same transaction.
import type { Tx } from "../db/database.ts";
import { type Actor, type NewEvent, SERVER } from "../journal/journal.ts";
import { answeredEvent } from "./decide-response.ts";
import type { QuestionRow } from "./reader.ts";
import { SET_ANSWER } from "./writer.ts";

/** The contract is locked and the response decided by the caller. `at`: the moment as the database tells it, to the microsecond. */
export function answerDelivered(
  tx: Tx,
  of: { question: QuestionRow; response: string | string[]; actor: Actor; at: string; taskName: string },
): { answered: NewEvent; delivered: NewEvent } {
  const { question, response, actor } = of;
  tx.send(SET_ANSWER, [question.ownerId, question.id, JSON.stringify(response), actor.id, of.at, true]);
  return { answered: answeredEvent(of), delivered: deliveredEvent(question, of.taskName) };
}

/** What the journal keeps of an answer that has reached its agent. */
export const deliveredEvent = (
  { id, taskId, phase }: { id: string; taskId: string | null; phase: string },
  taskName: string,
): NewEvent => ({
  type: "question.delivered",
  actor: SERVER,
  taskId,
  phase,
  data: { questionId: id, name: taskName },
});
