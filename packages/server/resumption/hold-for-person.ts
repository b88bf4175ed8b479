// Holds a lost task that only a person can settle: it stays interrupted and blocked, and a recovery question offers the other plans. Nothing of
// it is changed and nothing is counted until the answer is carried out.
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { askQuestion, pendingQuestionsOf } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { blockTask, setRecovery } from "../tasks/tasks.ts";
import { composeReport } from "./compose-report.ts";
import type { Restoring } from "./restore-run.ts";
import { insertRestoration } from "./writer.ts";

/** The caller holds contract and task, which is still at the epoch of the run that was lost. */
export async function holdForPerson(tx: Tx, { world, held, lost, judged }: Restoring): Promise<void> {
  const { contract, task } = held;
  const { ownerId } = task;
  const of = { ownerId, contractId: contract.id };
  const report = await composeReport(tx, { judged, task, lost, inFlight: [] });
  const restorationId = world.ids.next();
  const number = task.restorationCount + 1;
  insertRestoration(tx, {
    id: restorationId,
    task,
    number,
    epoch: lost.epoch,
    judged,
    report,
    notice: "",
    outcome: "held",
  });
  // what was chosen before cannot be done any more
  if (task.recovery !== null) await setRecovery(tx, { ownerId, taskId: task.id, recovery: null });
  await blockTask(tx, { ownerId, taskId: task.id, because: { reason: report.reason } });
  const offered = report.alternatives.find(({ plan }) => plan === "use_checkpoint");
  const asked = await pendingQuestionsOf(tx, { ownerId, taskId: task.id });
  if (!asked.some(({ questionType }) => questionType === "recovery"))
    await askQuestion(tx, {
      ...of,
      taskId: task.id,
      epoch: lost.epoch,
      id: world.ids.next(),
      question: `How is ${task.name} to go on? ${report.reason}`,
      choices: report.alternatives.map(({ plan }) => plan),
      choicesOnly: true,
      multiSelect: false,
      context: report.alternatives.map(({ plan, effect }) => `${plan}: ${effect}`).join("\n"),
      questionType: "recovery",
      expiresInSeconds: null,
      purpose: { recovery: restorationId, checkpointId: offered?.checkpointId ?? null },
      actor: SERVER,
      phase: contract.phase,
    });
  const data = { restorationId, name: task.name, number, ...report };
  await appendEvents(tx, of, [
    { type: "restoration.held", actor: SERVER, taskId: task.id, phase: contract.phase, data },
  ]);
  await saveSupervisor(tx, of, {
    actor: SERVER,
    ...(task.kind === "supervisor" ? { activity: "Held for a person" } : {}),
  });
}
