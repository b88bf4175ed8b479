// Brings a task back whose run ended without its consent: counted once, in the transaction that makes the new epoch. What was open is closed,
// open questions are shown again under their ids, and the agent's next turn begins with a notice of all of it.
import type { RecordedCall } from "@makima/core/delivery";
import { composeNotice, type NoticeFacts, noticeData } from "@makima/core/restoration";
import type { RestorationSource } from "@makima/core/supervisor";
import { closeCalls, openWaitsOfTask, recordedCalls } from "../calls/calls.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { markRestored, pendingQuestionsOf } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { countRestoration, type Held, type RunRow, sendDelivery, tasksOfContract } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { INSERT_RESTORATION } from "./writer.ts";

export type Restoring = {
  world: World;
  held: Held;
  /** the run that ended */
  lost: RunRow;
  /** the new epoch; the conversation is at it already */
  epoch: number;
  source: RestorationSource;
};

/** The caller holds contract and task, and begins the run (or parks it) in the same transaction. */
export async function restoreRun(tx: Tx, restoring: Restoring): Promise<void> {
  const { world, held, epoch, source, lost } = restoring;
  const { contract, task } = held;
  const { ownerId } = task;
  const number = await countRestoration(tx, { ownerId, taskId: task.id });
  const recorded = await recordedCalls(tx, { ownerId, taskId: task.id, epoch: lost.epoch });
  const facts = await gatherFacts(tx, { restoring, number, recorded });
  await markRestored(tx, { ownerId, contractId: contract.id, taskId: task.id, phase: contract.phase });
  const notice = composeNotice(facts);
  await sendDelivery(tx, {
    ids: world.ids,
    to: { ownerId, taskId: task.id },
    item: { kind: "notice", text: notice, data: noticeData(facts), recorded },
  });
  const restorationId = world.ids.next();
  tx.send(INSERT_RESTORATION, [
    ownerId,
    restorationId,
    contract.id,
    task.id,
    task.kind,
    number,
    epoch,
    source,
    "interrupted",
    "proceed",
    lost.endReason ?? "interrupted",
    JSON.stringify(noticeData(facts)),
    notice,
    "done",
  ]);
  const data = { restorationId, name: task.name, number, source, epoch, inFlight: facts.inFlight };
  await appendEvents(tx, { ownerId, contractId: contract.id }, [
    { type: "restoration.done", actor: SERVER, taskId: task.id, phase: contract.phase, data },
  ]);
  if (task.kind === "supervisor") {
    await saveSupervisor(
      tx,
      { ownerId, contractId: contract.id },
      { actor: SERVER, activity: "Restored", restoration: { source } },
    );
  }
}

async function gatherFacts(
  tx: Tx,
  {
    restoring,
    number,
    recorded,
  }: { restoring: Restoring; number: number; recorded: readonly RecordedCall[] },
): Promise<NoticeFacts> {
  const { held, lost, epoch, source } = restoring;
  const { contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const inFlight = await closeCalls(tx, { task, epoch });
  // a permission dies with the run that asked for it
  const questions = (await pendingQuestionsOf(tx, of)).filter(
    ({ questionType }) => questionType !== "permission",
  );
  const awaited = new Set((await openWaitsOfTask(tx, of)).flatMap(({ taskIds }) => taskIds));
  const tasks =
    task.kind === "supervisor"
      ? await tasksOfContract(tx, { ownerId: task.ownerId, contractId: contract.id })
      : [];
  return {
    number,
    source,
    interruptedAt: (lost.endedAt ?? new Date(0)).toISOString(),
    plan: "proceed",
    reason: "Nothing contradicts it.",
    decided: [],
    inFlight: [
      ...recorded.map(({ toolCallId, toolName }) => ({ toolCallId, toolName, outcome: "recorded" as const })),
      ...inFlight,
    ],
    openQuestions: questions.map(({ id, question }) => ({ questionId: id, question })),
    tasks: tasks.map(({ taskId, name, status }) => ({ taskId, name, status, awaited: awaited.has(taskId) })),
    warnings: warningsOf(lost),
  };
}

/** What the source does not say: the daemon lived, and the agent's own program ended or could not go on. */
function warningsOf({ endReason, endDetail }: RunRow): string[] {
  if (endReason !== "agent_ended" || endDetail === null) return [];
  return [`Your own program ended: ${endDetail.slice(0, MAX_DETAIL_LENGTH).toWellFormed()}`];
}

const MAX_DETAIL_LENGTH = 1_000;
