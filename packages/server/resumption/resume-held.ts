// Takes up a task for a person who asks for it. What is interrupted or goes back is restored by the reconcilers as the person chose; what only
// waits begins a turn and keeps its waits.
import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import type { RestorationReport } from "@makima/protocol/restorations";
import { danglingCalls, endTaskWaits, openWaitsOfTask } from "../calls/calls.ts";
import { checkAgents } from "../contracts/contracts.ts";
import { requireDaemon } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import type { Actor } from "../journal/journal.ts";
import { pendingQuestionsOf, withdrawQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import {
  type Held,
  handOver,
  interruptByHand,
  newestRun,
  sendDelivery,
  setRecovery,
  setTarget,
  tasksOfContract,
} from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { chooseRecovery } from "./choose-recovery.ts";
import { composeReport } from "./compose-report.ts";
import { judgeLost, NOT_ASKED } from "./judge-lost.ts";
import type { Recovery } from "./recovery.ts";

type ResumeWish = {
  /** null: as it was, or as inspection decides */
  plan: Recovery["plan"];
  /** to go back to; null: the newest that passes inspection */
  checkpointId: string | null;
  targetDaemonId: string | null;
  /** that goes on, with or without a model; null: the one that it has */
  agent: string | null;
  additionalContext: string | null;
  dryRun: boolean;
};

const GO_ON = "Go on with your task.";

type Resuming = { world: World; held: Held; actor: Actor; wish: ResumeWish };

const REWINDING = statement(
  "is-task-rewinding",
  "select 1 as one from rewind where owner_id = $1 and task_id = $2 and status = 'open' and not dry_run",
);

/**
 * Gives the report of the restoration, or null where a turn begins without one.
 * @throws ALREADY_RUNNING, REWIND_OPEN, NEVER_RAN, NOTHING_TO_RESTORE, UNKNOWN_CHECKPOINT, NO_CHECKPOINT, DAEMON_GONE, TASK_FINISHED, CONTRACT_OVER,
 *   CONTRACT_NOT_ACTIVE, UNKNOWN_AGENT
 */
export async function resumeHeld(resuming: Resuming): Promise<RestorationReport | null> {
  const { held, wish } = resuming;
  const { tx, task } = held;
  refuseBusy(resuming);
  if ((await tx.row(REWINDING, [task.ownerId, task.id])) !== null)
    throw new Refusal("REWIND_OPEN", "it is being taken back at the moment");
  if (wish.targetDaemonId !== null)
    await requireDaemon(tx, { ownerId: task.ownerId, daemonId: wish.targetDaemonId });
  if (wish.agent !== null) await checkAgents(tx, { ownerId: task.ownerId, names: [wish.agent] });
  const goesBack = wish.plan === "use_checkpoint" || wish.plan === "start_fresh";
  const isRestored = task.status === "interrupted" || goesBack;
  if (!isRestored && wish.dryRun)
    throw new Refusal("NOTHING_TO_RESTORE", `the task is ${task.status}: nothing of it was interrupted`);
  const planned = isRestored ? await planResume(resuming) : null;
  if (wish.dryRun) return planned?.report ?? null;
  await carryOut(resuming, { recovery: planned?.recovery ?? null, goesBack });
  return planned?.report ?? null;
}

function refuseBusy({ held: { contract, task } }: Resuming): void {
  if (isContractOver(contract.status))
    throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
  if (contract.status !== "active")
    throw new Refusal("CONTRACT_NOT_ACTIVE", `the contract is ${contract.status}`);
  if (isTaskOver(task.status)) throw new Refusal("TASK_FINISHED", `the task is ${task.status}`);
  if (task.status === "starting" || task.status === "running")
    throw new Refusal("ALREADY_RUNNING", `the task is ${task.status}`);
  if (task.epoch === 0) throw new Refusal("NEVER_RAN", "the task has not begun: it has nothing to take up");
}

/** What is going to be done, as far as it can be told without the daemon that will do it. */
async function planResume({
  world,
  held,
  wish,
}: Resuming): Promise<{ recovery: Recovery; report: RestorationReport }> {
  const { tx, contract, task } = held;
  const run = await newestRun(tx, { ownerId: task.ownerId, taskId: task.id });
  if (run === null) throw new Refusal("NEVER_RAN", "the task has not begun: it has nothing to take up");
  const lost = { world, contract, run, daemonId: null, seen: NOT_ASKED };
  const before = await judgeLost(tx, { ...lost, task });
  const recovery = await chooseRecovery(tx, { id: world.ids.next(), task, wish, decision: before.decision });
  const judged = await judgeLost(tx, { ...lost, task: { ...task, recovery } });
  const open = await danglingCalls(tx, { ownerId: task.ownerId, taskId: task.id });
  const inFlight = open.map((call) => ({ ...call, outcome: "outcome unknown" as const }));
  return { recovery, report: await composeReport(tx, { judged, task, lost: run, inFlight }) };
}

async function carryOut(
  { world, held, actor, wish }: Resuming,
  { recovery, goesBack }: { recovery: Recovery | null; goesBack: boolean },
): Promise<void> {
  const { tx, contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  for (const question of await pendingQuestionsOf(tx, of))
    if (question.questionType === "recovery")
      await withdrawQuestion(tx, { question, reason: "a person took it up in another way", actor });
  const closed = goesBack ? await closeWaits(held) : [];
  if (goesBack && task.status !== "interrupted")
    await interruptByHand(tx, { world, task, phase: contract.phase, actor });
  if (wish.agent !== null) await handOver(world, { held, actor, choice: wish.agent });
  await setRecovery(tx, { ...of, recovery });
  if (wish.targetDaemonId !== null) await setTarget(tx, { ...of, daemonId: wish.targetDaemonId });
  const told = wish.additionalContext ?? (recovery === null ? GO_ON : null);
  const texts = [...closed, ...(told === null ? [] : [told])];
  for (const text of texts)
    await sendDelivery(tx, { ids: world.ids, to: of, item: { kind: "instruction", text } });
  const activity = task.kind === "supervisor" ? { activity: "Resumed by a person" } : {};
  await saveSupervisor(tx, { ownerId: of.ownerId, contractId: contract.id }, { actor, ...activity });
}

/** It goes back behind its waits for tasks; those go on, and their ends are told as news. */
async function closeWaits({ tx, contract, task }: Held): Promise<string[]> {
  const of = { ownerId: task.ownerId, taskId: task.id };
  const awaited = new Set((await openWaitsOfTask(tx, of)).flatMap(({ taskIds }) => taskIds));
  if (awaited.size === 0) return [];
  await endTaskWaits(tx, of);
  const tasks = await tasksOfContract(tx, { ownerId: of.ownerId, contractId: contract.id });
  const names = tasks.filter(({ taskId }) => awaited.has(taskId)).map(({ name }) => name);
  return [`You do not wait for these tasks any more: ${names.join(", ")}. They go on.`];
}
