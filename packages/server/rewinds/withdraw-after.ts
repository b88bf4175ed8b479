// Takes back what was begun after the point: open questions are withdrawn, tasks cancelled, and nothing waits for them any more.
import { endWaitOfQuestion, endWaitsOfCalls } from "../calls/calls.ts";
import { lockQuestion, markDelivered, withdrawQuestion } from "../questions/questions.ts";
import { finishTask, lockTask, markTold } from "../tasks/tasks.ts";
import type { Found } from "./find-consequences.ts";
import type { Finishing } from "./steps.ts";

export async function withdrawAfter({ world, held, rewind }: Finishing, found: Found): Promise<void> {
  const { tx, contract, task } = held;
  const { ownerId } = task;
  const actor = { kind: "person" as const, id: rewind.askedBy };
  const reason = `${task.name} was taken back behind it`;
  for (const { questionId } of found.openQuestions) {
    const question = await lockQuestion(tx, { ownerId, questionId });
    if (question === null || !(await withdrawQuestion(tx, { question, reason, actor }))) continue;
    await endWaitOfQuestion(tx, { ownerId, questionId });
  }
  for (const { taskId } of found.openTasks) {
    const spawned = await lockTask(tx, { ownerId, taskId });
    const finish = { status: "cancelled" as const, reason };
    await finishTask(tx, { world, task: spawned, phase: contract.phase, actor, finish });
  }
  // The notice names them: they are no news.
  await markTold(tx, { ownerId, taskIds: found.openTasks.map(({ taskId }) => taskId) });
  await endWaitsOfCalls(tx, { ownerId, taskId: task.id, callIds: found.callIds });
  // Nor are these answers: it tells them, and the next rewind tells them again where it goes out of view.
  const { phase } = contract;
  await markDelivered(tx, {
    ...{ ownerId, contractId: contract.id, questionIds: found.unheard },
    ...{ taskName: task.name, phase },
  });
}
