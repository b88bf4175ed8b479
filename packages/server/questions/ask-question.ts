// Asks a person something: the question's row and its event. Who asks makes the wait and the supervisor's save point.
import type { QuestionType } from "@makima/core/question";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { INSERT_QUESTION } from "./writer.ts";

/**
 * What an answer carries out, beside reaching the agent: a guarded change is made in the answer's own transaction.
 * A permission keeps the request that it answers, a recovery the report that it settles and the checkpoint that could be gone back to,
 * a login the daemon on which it was refused and when its file was written.
 */
export type Purpose =
  | { change: "phase"; phase: string; summary: string }
  | { change: "complete"; summary: string }
  | { recovery: string; checkpointId: string | null }
  | { budget: readonly object[] }
  | { refused: string; agent: string; daemonId?: string; loginAt?: string | null }
  | { permission: string; [detail: string]: unknown };

export type NewQuestion = {
  ownerId: string;
  contractId: string;
  taskId: string;
  /** of the run that asks */
  epoch: number;
  id: string;
  question: string;
  choices: readonly string[];
  choicesOnly: boolean;
  multiSelect: boolean;
  context: string | null;
  questionType: QuestionType;
  /** null: it stays open however long it takes */
  expiresInSeconds: number | null;
  purpose: Purpose | null;
  actor: Actor;
  phase: string;
};

export async function askQuestion(tx: Tx, asked: NewQuestion): Promise<void> {
  const row = await tx.row<{ askedAt: Date; earlierAnswer: object | null }>(INSERT_QUESTION, [
    asked.ownerId,
    asked.id,
    asked.contractId,
    asked.taskId,
    asked.question,
    JSON.stringify(asked.choices),
    asked.choicesOnly,
    asked.multiSelect,
    asked.context,
    asked.questionType,
    asked.purpose === null ? null : JSON.stringify(asked.purpose),
    asked.expiresInSeconds,
  ]);
  await appendEvents(tx, asked, [
    {
      type: "question.asked",
      actor: asked.actor,
      taskId: asked.taskId,
      phase: asked.phase,
      data: {
        questionId: asked.id,
        question: asked.question,
        choices: asked.choices,
        questionType: asked.questionType,
        askedAt: row?.askedAt.toISOString(),
        epoch: asked.epoch,
        ...(row === null || row.earlierAnswer === null ? {} : { earlierAnswer: row.earlierAnswer }),
      },
    },
  ]);
}
