// The epoch from which on the task is as it was taken back to: nothing that an older run says is taken in any more. A run that was lost before
// is restored in the same moment, so that it counts as every other one does.
import type { RecordedCall } from "@makima/core/delivery";
import { closeCalls, finishedCalls } from "../calls/calls.ts";
import { pendingQuestionsOf, withdrawQuestion } from "../questions/questions.ts";
import { judgeLost, NOT_ASKED, type Recovery, restoreInPlace } from "../resumption/resumption.ts";
import { growEpoch, newestRun, restInPlace } from "../tasks/tasks.ts";
import type { Finishing } from "./steps.ts";

type Begun = {
  epoch: number;
  /** what was lost worked */
  wasRunning: boolean;
  /** what the agent may not have heard of the turn that was stopped, and is told nowhere else */
  recorded: RecordedCall[];
};

/** The task waits afterwards, without a process. */
export async function newEpoch(finishing: Finishing): Promise<Begun> {
  const { tx, task } = finishing.held;
  if (task.status === "interrupted") return restore(finishing);
  const recorded = await finishedCalls(tx, { ownerId: task.ownerId, taskId: task.id, epoch: task.epoch });
  const epoch = await growEpoch(tx, { task, daemonId: null, status: "waiting" });
  await restInPlace(tx, { ownerId: task.ownerId, taskId: task.id, epoch });
  await closeCalls(tx, { task, epoch });
  return { epoch, wasRunning: false, recorded };
}

async function restore({ world, held, rewind }: Finishing): Promise<Begun> {
  const { tx, contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const lost = await newestRun(tx, of);
  if (lost === null) throw new Error(`task ${task.id} is interrupted and never ran`);
  // To take it back is the person's answer.
  const actor = { kind: "person" as const, id: rewind.askedBy };
  for (const question of await pendingQuestionsOf(tx, of))
    if (question.questionType === "recovery")
      await withdrawQuestion(tx, { question, reason: "a person took it back", actor });
  const recovery: Recovery = { id: rewind.id, plan: "proceed", checkpointId: null, source: null };
  const chosen = { ...held, task: { ...task, recovery } };
  const judged = await judgeLost(tx, {
    world,
    contract,
    task: chosen.task,
    run: lost,
    daemonId: null,
    seen: NOT_ASKED,
  });
  await restoreInPlace({ world, held: chosen, lost, judged });
  return { epoch: task.epoch + 1, wasRunning: lost.endedInTurn, recorded: [] };
}
