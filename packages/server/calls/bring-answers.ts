// Brings answers (or their absence) to the agent that asked: as the result of the call that still waits, else as what its next turn begins
// with. All that a task has got are brought in one transaction, in the order in which they were accepted, whichever server does it.
import { answerForAgent } from "@makima/core/question";
import { isTaskOver } from "@makima/core/task";
import { statement, type Tx } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { lockQuestion, markDelivered, type QuestionRow } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { type Held, liveRun, sendDelivery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { type CallRow, callById, isCallHeard, openWaitOfQuestion, refOf } from "./reader.ts";
import { sendPermissionAnswer } from "./send-permission-answer.ts";
import { settleCall } from "./settle-call.ts";
import { END_WAIT } from "./writer.ts";

const TO_BRING = statement(
  "answers-to-bring",
  `select q.id as "questionId" from question q
   join wait w on w.owner_id = q.owner_id and w.question_id = q.id and w.ended_at is null
   where q.owner_id = $1 and q.task_id = $2 and q.status in ('answered', 'expired') and q.delivered_at is null
   order by q.ended_at, q.id`,
);

/** The caller holds contract and task. What was brought before is left as it is. Gives how many answers were brought. */
export async function bringAnswers(world: World, held: Held): Promise<number> {
  const { tx, task, contract } = held;
  const { ownerId } = task;
  if (isTaskOver(task.status)) return 0;
  const found = await tx.rows<{ questionId: string }>(TO_BRING, [ownerId, task.id]);
  for (const { questionId } of found) await bringAnswer(world, { held, questionId });
  if (found.length > 0) await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor: SERVER });
  return found.length;
}

async function bringAnswer(
  world: World,
  { held, questionId }: { held: Held; questionId: string },
): Promise<void> {
  const { tx, task } = held;
  const of = { ownerId: task.ownerId, questionId };
  const [question, wait] = await Promise.all([lockQuestion(tx, of), openWaitOfQuestion(tx, of)]);
  if (question === null || wait === null) return;
  tx.send(END_WAIT, [of.ownerId, wait.id, question.status === "answered" ? "satisfied" : "expired"]);
  if (question.questionType === "permission") await answerPermission({ world, held, question });
  else {
    const { toolCallId } = wait;
    const call = toolCallId === null ? null : await callById(tx, { ownerId: of.ownerId, id: toolCallId });
    if (!(await answerCall({ world, held, question, call })))
      await leaveForNextTurn({ world, held, question, call });
  }
}

type Bringing = { world: World; held: Held; question: QuestionRow };
type Asking = Bringing & { call: CallRow | null };

async function answerCall({ world, held, question, call }: Asking): Promise<boolean> {
  const { tx, task } = held;
  if (call === null || !(await isCallHeard(tx, call))) return false;
  const result =
    question.status === "answered"
      ? { status: "answered", questionId: question.id, response: answerForAgent(question) }
      : { status: "expired", questionId: question.id };
  await settleCall(tx, { world, task, call, settlement: { status: "done", result } });
  await delivered(tx, { held, question });
  return true;
}

async function leaveForNextTurn({ world, held, question, call }: Asking): Promise<void> {
  const { tx, task } = held;
  await sendDelivery(tx, {
    ids: world.ids,
    to: { ownerId: task.ownerId, taskId: task.id },
    item: {
      kind: "answer",
      questionId: question.id,
      question: question.question,
      status: question.status === "answered" ? "answered" : "expired",
      response: answerForAgent(question),
      ...refOf(call),
    },
    questionId: question.id,
  });
}

async function answerPermission({ world, held, question }: Bringing): Promise<void> {
  const { tx, task } = held;
  const purpose = question.purpose;
  const run = await liveRun(tx, { ownerId: task.ownerId, taskId: task.id });
  // a permission dies with the run that asked for it: the restored agent asks anew
  const requestKey = purpose?.["permission"];
  if (run !== null && purpose?.["epoch"] === run.epoch && typeof requestKey === "string")
    await sendPermissionAnswer(tx, { world, task, run, requestKey, optionId: optionOf(question) });
  await delivered(tx, { held, question });
}

function optionOf({ response, purpose }: QuestionRow): string | null {
  const chosen = Array.isArray(response) ? response[0] : response;
  const options = purpose?.["options"];
  if (!Array.isArray(options)) return null;
  const option: unknown = options.find((each: unknown) => isOption(each) && each.name === chosen);
  return isOption(option) ? option.id : null;
}

const isOption = (value: unknown): value is { id: string; name: string } =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  "name" in value &&
  typeof value.id === "string";

async function delivered(tx: Tx, { held, question }: { held: Held; question: QuestionRow }): Promise<void> {
  await markDelivered(tx, {
    ownerId: question.ownerId,
    contractId: question.contractId,
    questionIds: [question.id],
    taskName: held.task.name,
    phase: held.contract.phase,
  });
}
