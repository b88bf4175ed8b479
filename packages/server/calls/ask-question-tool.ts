// ask_question: the question, the wait for its answer and the supervisor's state, in one transaction.
import { refuseField } from "@makima/protocol/errors";
import { askQuestion, type Purpose } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { OPEN, type Outcome, type Tool, type ToolContext } from "./tool.ts";
import { INSERT_WAIT, LINK_CALL } from "./writer.ts";

export const askQuestionTool: Tool<"ask_question"> = async (context, input) => {
  const choices = input.choices ?? [];
  if (new Set(choices).size !== choices.length)
    throw refuseField("choices", "the same choice stands there twice");
  if (input.choicesOnly === true && choices.length === 0)
    throw refuseField("choicesOnly", "there are no choices");
  return ask(context, {
    question: input.question,
    choices,
    choicesOnly: input.choicesOnly ?? false,
    multiSelect: input.multiSelect ?? false,
    context: input.context ?? null,
    questionType: input.questionType ?? "general",
    expiresInSeconds: input.expiresIn ?? null,
    purpose: null,
  });
};

type Asked = {
  question: string;
  choices: readonly string[];
  choicesOnly: boolean;
  multiSelect: boolean;
  context: string | null;
  questionType: "general" | "phase_confirmation" | "contract_complete";
  expiresInSeconds: number | null;
  purpose: Purpose | null;
};

/** Asks for the agent whose call this is; the call stays open until the answer comes or it has waited long enough. */
export async function ask(
  { tx, world, contract, task, call, actor }: ToolContext,
  asked: Asked,
): Promise<Outcome> {
  const { ownerId } = task;
  const questionId = world.ids.next();
  await askQuestion(tx, {
    ...asked,
    ownerId,
    contractId: contract.id,
    taskId: task.id,
    epoch: call.epoch,
    id: questionId,
    actor,
    phase: contract.phase,
  });
  tx.send(LINK_CALL, [ownerId, call.id, questionId, null, null]);
  tx.send(INSERT_WAIT, [ownerId, world.ids.next(), task.id, "question", call.id, questionId, [], null]);
  const activity =
    task.kind === "supervisor" ? { activity: `Asks: ${asked.question}`.slice(0, 500).toWellFormed() } : {};
  await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor, ...activity });
  return OPEN;
}
