// Brings an answer (or its absence) to the agent that asked: as the result of the call that still waits, else as what its next turn begins with.
import { answerForAgent } from "@makima/core/question";
import { isTaskOver } from "@makima/core/task";
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { lockQuestion, markDelivered, type QuestionRow } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { type Held, liveRun, sendDelivery, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { callById, openWaitOfQuestion } from "./reader.ts";
import { settleCall } from "./settle-call.ts";
import { END_WAIT } from "./writer.ts";

/** Does nothing when the answer has been brought already. */
export async function deliverAnswer(
  world: World,
  of: { ownerId: string; taskId: string; questionId: string },
): Promise<void> {
  await withTask(world, of, async (held) => {
    const { tx, task } = held;
    const question = await lockQuestion(tx, of);
    if (question === null || question.deliveredAt !== null || isTaskOver(task.status)) return;
    if (question.status !== "answered" && question.status !== "expired") return;
    const wait = await openWaitOfQuestion(tx, of);
    if (wait === null) return;
    await tx.run(END_WAIT, [of.ownerId, wait.id, question.status === "answered" ? "satisfied" : "expired"]);
    if (question.questionType === "permission") await answerPermission({ world, held, question });
    else if (!(await answerCall({ world, held, question, toolCallId: wait.toolCallId })))
      await leaveForNextTurn({ world, held, question });
    await saveSupervisor(
      tx,
      { ownerId: of.ownerId, contractId: held.contract.id },
      { actor: SERVER, activity: "Resumed after an answer" },
    );
  });
}

type Bringing = { world: World; held: Held; question: QuestionRow };

async function answerCall({
  world,
  held,
  question,
  toolCallId,
}: Bringing & { toolCallId: string | null }): Promise<boolean> {
  const { tx, task } = held;
  if (toolCallId === null) return false;
  const call = await callById(tx, { ownerId: task.ownerId, id: toolCallId });
  if (call === null || call.status !== "open" || call.epoch !== task.epoch) return false;
  if ((await liveRun(tx, { ownerId: task.ownerId, taskId: task.id })) === null) return false;
  const result =
    question.status === "answered"
      ? { status: "answered", questionId: question.id, response: answerForAgent(question) }
      : { status: "expired", questionId: question.id };
  await settleCall(tx, { world, task, call, settlement: { status: "done", result } });
  await delivered(tx, { held, question });
  return true;
}

async function leaveForNextTurn({ world, held, question }: Bringing): Promise<void> {
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
    },
    questionId: question.id,
  });
}

async function answerPermission({ world, held, question }: Bringing): Promise<void> {
  const { tx, task } = held;
  const purpose = question.purpose;
  const run = await liveRun(tx, { ownerId: task.ownerId, taskId: task.id });
  // a permission dies with the run that asked for it: the restored agent asks anew
  if (
    run !== null &&
    run.daemonId !== null &&
    purpose?.["epoch"] === run.epoch &&
    typeof purpose["permission"] === "string"
  ) {
    await sendCommand(tx, {
      world,
      to: { ownerId: task.ownerId, daemonId: run.daemonId, contractId: task.contractId },
      command: {
        kind: "permission_answer",
        taskId: task.id,
        epoch: run.epoch,
        requestKey: purpose["permission"],
        optionId: optionOf(question),
      },
    });
  }
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
