// Takes a question back: nobody waits for its answer any more.
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents, SERVER } from "../journal/journal.ts";
import type { QuestionRow } from "./reader.ts";
import { WITHDRAW_QUESTION } from "./writer.ts";

/** False when it is not pending any more; then nothing was changed. */
export async function withdrawQuestion(
  tx: Tx,
  { question, reason, actor }: { question: QuestionRow; reason: string; actor?: Actor },
): Promise<boolean> {
  if ((await tx.run(WITHDRAW_QUESTION, [question.ownerId, question.id])) === 0) return false;
  await appendEvents(tx, question, [
    {
      type: "question.withdrawn",
      actor: actor ?? SERVER,
      taskId: question.taskId,
      phase: question.phase,
      data: { questionId: question.id, question: question.question, reason },
    },
  ]);
  return true;
}
