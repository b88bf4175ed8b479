// Decides under the locks whether an answer is taken, and tells the journal of it.
import { type ContractStatus, isContractOver } from "@makima/core/contract";
import { decideAnswer } from "@makima/core/question";
import { isTaskOver, type TaskStatus } from "@makima/core/task";
import { Refusal, refuseField } from "@makima/protocol/errors";
import type { AnswerBody } from "@makima/protocol/questions";
import type { Actor, NewEvent } from "../journal/journal.ts";
import type { QuestionRow } from "./reader.ts";

export type Answering = {
  question: QuestionRow;
  contractStatus: ContractStatus;
  /** of the task that asked; null where there is none */
  taskStatus: TaskStatus | null;
  answer: AnswerBody;
};

/** Gives the response that counts. Throws VALIDATION, ALREADY_ANSWERED (with the winner in `details`), QUESTION_EXPIRED or QUESTION_WITHDRAWN. */
export function decideResponse({
  question,
  contractStatus,
  taskStatus,
  answer,
}: Answering): string | string[] {
  const decision = decideAnswer(question, answer);
  if (!decision.ok) {
    if (decision.code === "VALIDATION") throw refuseField(decision.field, decision.message);
    const winner = { response: question.response, answeredAt: question.answeredAt?.toISOString() ?? null };
    throw new Refusal(
      decision.code,
      decision.message,
      decision.code === "ALREADY_ANSWERED" ? winner : undefined,
    );
  }
  if (isContractOver(contractStatus) || taskStatus === null || isTaskOver(taskStatus)) {
    throw new Refusal("QUESTION_WITHDRAWN", "what asked this is over: nobody waits for the answer any more");
  }
  return decision.response;
}

/** What the journal keeps of an answer. */
export const answeredEvent = (of: {
  question: QuestionRow;
  response: string | string[];
  actor: Actor;
}): NewEvent => ({
  type: "question.answered",
  actor: of.actor,
  taskId: of.question.taskId,
  phase: of.question.phase,
  data: { questionId: of.question.id, question: of.question.question, response: of.response },
});
