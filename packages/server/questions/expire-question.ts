// Ends a question whose time is over.
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import type { QuestionRow } from "./reader.ts";
import { EXPIRE_QUESTION } from "./writer.ts";

/** False when it is not pending any more, or still has time; then nothing was changed. */
export async function expireQuestion(tx: Tx, { question }: { question: QuestionRow }): Promise<boolean> {
  if ((await tx.run(EXPIRE_QUESTION, [question.ownerId, question.id])) === 0) return false;
  await appendEvents(tx, question, [
    {
      type: "question.expired",
      actor: SERVER,
      taskId: question.taskId,
      phase: question.phase,
      data: { questionId: question.id, question: question.question },
    },
  ]);
  return true;
}
