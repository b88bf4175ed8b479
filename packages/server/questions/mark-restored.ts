// Shows the open questions of a restored task again: the same entries under the same ids, never a second one.
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { MARK_RESTORED } from "./writer.ts";

type Row = { id: string; question: string; choices: string[]; questionType: string; askedAt: Date };

/** Gives the ids of the questions that are still open, oldest first. */
export async function markRestored(
  tx: Tx,
  of: { ownerId: string; contractId: string; taskId: string; phase: string },
): Promise<string[]> {
  const rows = await tx.rows<Row>(MARK_RESTORED, [of.ownerId, of.taskId]);
  const oldestFirst = rows.toSorted((a, b) => a.askedAt.getTime() - b.askedAt.getTime());
  await appendEvents(
    tx,
    of,
    oldestFirst.map(({ id, question, choices, questionType, askedAt }) => ({
      type: "question.redelivered",
      actor: SERVER,
      taskId: of.taskId,
      phase: of.phase,
      data: { questionId: id, question, choices, questionType, askedAt: askedAt.toISOString() },
    })),
  );
  return oldestFirst.map(({ id }) => id);
}
