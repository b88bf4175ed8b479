// Brings a task back whose run ended without its consent, by the plan that was decided: counted once, in the transaction that makes the new
// epoch. What was open is closed, code and conversation go back together where the plan says so, open questions are shown again under their
// ids, and the agent's next turn begins with a notice of all of it.
import { composeNotice, type InFlight, noticeData } from "@makima/core/restoration";
import type { RestorationReport } from "@makima/protocol/restorations";
import { closeCalls, endWaitsForMissing, recordedCalls } from "../calls/calls.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { markRestored } from "../questions/questions.ts";
import { reopenSupervisor, saveSupervisor } from "../supervisors/supervisors.ts";
import { countRestoration, type Held, type RunRow, sendDelivery, setRecovery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { composeReport } from "./compose-report.ts";
import { gatherNotice } from "./gather-notice.ts";
import { goBack } from "./go-back.ts";
import type { Judged } from "./judge-lost.ts";
import { recoveryOf } from "./recovery.ts";
import { tellAgain } from "./tell-again.ts";
import { insertRestoration } from "./writer.ts";

export type Restoring = {
  world: World;
  /** with the new epoch; the conversation is at it already */
  held: Held;
  /** the run that ended */
  lost: RunRow;
  judged: Judged;
  /** what the agent has to know beside what its run's end tells */
  warnings?: readonly string[];
};

/** The caller holds contract and task, and begins the run (or parks it) in the same transaction. */
export async function restoreRun(tx: Tx, restoring: Restoring): Promise<void> {
  const { world, held, lost, judged } = restoring;
  const { contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const number = await countRestoration(tx, of);
  const recorded = await recordedCalls(tx, { ...of, epoch: lost.epoch });
  const { closed, ...cut } = await closeCalls(tx, { task, epoch: task.epoch });
  const inFlight: InFlight[] = [
    ...recorded.map(({ toolCallId, toolName }) => ({ toolCallId, toolName, outcome: "recorded" as const })),
    ...cut.inFlight,
  ];
  const composed = await composeReport(tx, { judged, task, lost, inFlight });
  const report = { ...composed, warnings: [...composed.warnings, ...(restoring.warnings ?? [])] };
  await goBack(tx, { world, held, judged });
  await tellUnseen(tx, restoring);
  await mend(tx, restoring);
  await markRestored(tx, { ...of, contractId: contract.id, phase: contract.phase });
  const facts = await gatherNotice(tx, { held, lost, judged, report, number, inFlight });
  const notice = composeNotice(facts);
  const item = { kind: "notice" as const, text: notice, data: noticeData(facts), recorded, closed };
  await sendDelivery(tx, { ids: world.ids, to: of, item });
  const id = world.ids.next();
  insertRestoration(tx, { id, task, number, epoch: task.epoch, judged, report, notice, outcome: "done" });
  await tell(tx, { restoring, report, restorationId: id, number });
}

/** What a person chose to take back is not told again. */
async function tellUnseen(tx: Tx, { world, judged }: Restoring): Promise<void> {
  const { inputs, decision, view } = judged;
  if (inputs.choice !== null || decision.plan === "proceed") return;
  const used = inputs.facts.checkpoints.find(({ checkpointId }) => checkpointId === decision.checkpointId);
  const fromIndex = used === undefined ? 0 : used.messageIndex + 1;
  await tellAgain(tx, { world, view, fromIndex, withGoal: used !== undefined });
}

/** What has one right answer: a state that is gone is made anew, a wait for what does not exist is over, a decision is carried out. */
async function mend(tx: Tx, { world, held, judged }: Restoring): Promise<void> {
  const { contract, task } = held;
  const { ownerId } = task;
  const { state, missingTasks } = judged.inputs.facts;
  if (state.found === "missing") {
    const { restorationCount } = task;
    const of = { ownerId, contractId: contract.id, taskId: task.id, phase: contract.phase };
    await reopenSupervisor(tx, { ...of, restorationCount: state.wasThere ? restorationCount : 0 });
  }
  if (missingTasks.length > 0 && (await endWaitsForMissing(tx, { ownerId, taskId: task.id })) > 0) {
    const item = { kind: "instruction" as const, text: NOTHING_TO_WAIT_FOR };
    await sendDelivery(tx, { ids: world.ids, to: { ownerId, taskId: task.id }, item });
  }
  if (recoveryOf(task) !== null) await setRecovery(tx, { ownerId, taskId: task.id, recovery: null });
}

const NOTHING_TO_WAIT_FOR =
  "You waited for tasks that do not exist. That wait is over: look at your tasks and go on.";

async function tell(
  tx: Tx,
  told: { restoring: Restoring; report: RestorationReport; restorationId: string; number: number },
): Promise<void> {
  const { restoring, report, restorationId, number } = told;
  const { contract, task } = restoring.held;
  const { state } = restoring.judged.inputs.facts;
  const of = { ownerId: task.ownerId, contractId: contract.id };
  const { previousState: _, ...shown } = report;
  const data = { restorationId, name: task.name, number, epoch: task.epoch, ...shown };
  await appendEvents(tx, of, [
    { type: "restoration.done", actor: SERVER, taskId: task.id, phase: contract.phase, data },
  ]);
  if (task.kind !== "supervisor") return;
  const isCounted = state.found !== "missing" || state.wasThere;
  await saveSupervisor(tx, of, {
    actor: SERVER,
    activity: "Restored",
    ...(isCounted ? { restoration: { source: report.source } } : {}),
  });
}
