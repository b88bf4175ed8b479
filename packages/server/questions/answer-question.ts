// Answers a question. The first answer that fits wins; a guarded change is made in the answer's own transaction.
import { decidePhase, isContractOver } from "@makima/core/contract";
import { decideAnswer } from "@makima/core/question";
import { isTaskOver, type TaskStatus } from "@makima/core/task";
import { Refusal, refuseField } from "@makima/protocol/errors";
import type { AnswerBody, QuestionView } from "@makima/protocol/questions";
import { z } from "zod";
import { type ContractRow, lockContract, moveContract, setPhase } from "../contracts/contracts.ts";
import { statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { lockQuestion, type QuestionRow, readQuestion, showQuestion } from "./reader.ts";
import { SET_ANSWER } from "./writer.ts";

const TASK_STATUS = statement("status-of-task", "select status from task where owner_id = $1 and id = $2");

/** Throws NOT_FOUND, VALIDATION, ALREADY_ANSWERED (with the winner in `details`), QUESTION_EXPIRED or QUESTION_WITHDRAWN. */
export async function answerQuestion(
  world: World,
  principal: Principal,
  { params: { id }, body: answer }: { params: { id: string }; body: AnswerBody },
): Promise<QuestionView> {
  const { ownerId, keyId } = principal;
  const actor: Actor = { kind: "person", id: keyId };
  return world.db.transaction(async (tx) => {
    const found = existing(await readQuestion(tx, { ownerId, questionId: id }));
    // The contract's lock comes first: of two answers to two questions, the second sees the first as given.
    const contract = await lockContract(tx, { ownerId, contractId: found.contractId });
    const question = existing(await lockQuestion(tx, { ownerId, questionId: id }));
    const response = await decide(tx, { contract, question, answer });
    tx.send(SET_ANSWER, [ownerId, id, JSON.stringify(response), keyId]);
    await appendEvents(tx, question, [
      {
        type: "question.answered",
        actor,
        taskId: question.taskId,
        phase: contract.phase,
        data: { questionId: id, question: question.question, response },
      },
    ]);
    const shown = await carryOut(tx, { contract, question, response, actor });
    const isOwn = question.taskId === contract.supervisorTaskId;
    const resumed = isOwn ? { resumed: "Resumed after an answer" } : {};
    await saveSupervisor(tx, question, { actor, ...(shown ?? resumed) });
    tx.onCommit(() =>
      world.doorbell.ring(bell.work, bell.contract(question.contractId), bell.task(question.taskId)),
    );
    return showQuestion(existing(await readQuestion(tx, { ownerId, questionId: id })));
  });
}

function existing(question: QuestionRow | null): QuestionRow {
  if (question === null) throw new Refusal("NOT_FOUND", "there is no such question");
  return question;
}

type Answering = { contract: ContractRow; question: QuestionRow; answer: AnswerBody };

async function decide(tx: Tx, { contract, question, answer }: Answering): Promise<string | string[]> {
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
  const task = await tx.row<{ status: TaskStatus }>(TASK_STATUS, [question.ownerId, question.taskId]);
  if (isContractOver(contract.status) || task === null || isTaskOver(task.status)) {
    throw new Refusal("QUESTION_WITHDRAWN", "what asked this is over: nobody waits for the answer any more");
  }
  return decision.response;
}

/** The change that a confirmation guards. `revise` and free text change nothing: they reach the agent as its answer. */
const guarded = z.union([
  z.object({ change: z.literal("phase"), phase: z.string(), summary: z.string().optional() }),
  z.object({ change: z.literal("complete"), summary: z.string().optional() }),
]);

type Carried = { contract: ContractRow; question: QuestionRow; response: string | string[]; actor: Actor };

/** Gives what the supervisor shows from now on, null when the answer changed nothing. */
async function carryOut(
  tx: Tx,
  { contract, question, response, actor }: Carried,
): Promise<{ activity: string; progress?: number } | null> {
  const purpose = guarded.safeParse(question.purpose);
  const isConfirmed = response === "confirm" || (Array.isArray(response) && response[0] === "confirm");
  if (!purpose.success || !isConfirmed) return null;
  const data = { summary: purpose.data.summary ?? "", questionId: question.id };
  if (purpose.data.change === "complete") {
    await moveContract(tx, { contract, command: "complete", actor, data });
    return { activity: "The contract is complete", progress: 100 };
  }
  const decision = decidePhase(contract, purpose.data.phase);
  // A person moved the phase while the question stood: the confirmation has nothing left to do.
  if (!decision.ok) return null;
  await setPhase(tx, { contract, phase: decision.phase, actor, data });
  return { activity: `Phase changed to ${decision.phase}` };
}
