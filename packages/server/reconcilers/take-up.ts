// Begins what is due for one task: a turn where the agent's process is alive and idle, else a run on a daemon that has room. The same path
// serves a new task, one that wakes, and one that is restored.
import { decideDependencies } from "@makima/core/task";
import { type LeftBehind, leaveBehind } from "../checkpoints/checkpoints.ts";
import type { ContractRow } from "../contracts/contracts.ts";
import { repositoryOf } from "../contracts/contracts.ts";
import { chooseDaemon, reserveDaemon } from "../daemons/daemons.ts";
import { statement, type Tx } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { markDelivered } from "../questions/questions.ts";
import { restoreInPlace, restoreRun, sourceOf } from "../resumption/resumption.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import {
  beginRun,
  beginTurn,
  finishTask,
  growEpoch,
  type Held,
  isBoundToDrained,
  liveRun,
  newestRun,
  type RunContract,
  sendDelivery,
} from "../tasks/tasks.ts";
import type { World } from "../world.ts";

// A turn is due when something waits for the agent. What a person says, a goal and a phase begin it at once; answers, results and news wait
// until no question of its own is open. Those with a person waiting come first, then by priority.
export const IS_DUE = `from task t
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   where t.status in ('pending', 'waiting', 'interrupted') and c.status = 'active' and t.blocked is null
     and (t.not_before is null or t.not_before <= app_now())
     and (t.status = 'interrupted' or exists (
       select 1 from daemon d where d.owner_id = t.owner_id and d.status = 'online' and d.ready_session = d.session))
     and (t.status <> 'pending' or not exists (
       select 1 from task d where d.owner_id = t.owner_id and d.id = any(t.depends_on) and d.status not in ('done', 'failed', 'cancelled')))
     and (t.status = 'interrupted' or exists (
       select 1 from delivery d where d.owner_id = t.owner_id and d.task_id = t.id and d.delivered_at is null and d.kind <> 'notice'
         and (d.kind in ('goal', 'message', 'phase', 'instruction') or not exists (
           select 1 from question q where q.owner_id = t.owner_id and q.task_id = t.id and q.status = 'pending'))))`;

// The contract's row is held, so that two servers cannot both give the last place away.
const WORKING = statement(
  "working-tasks-of-contract",
  `select count(*)::int as tasks from run r join task t on t.owner_id = r.owner_id and t.id = r.task_id
   where t.owner_id = $1 and t.contract_id = $2 and t.kind <> 'supervisor' and r.status in ('starting', 'turning')`,
);

// Asked again under the locks: another server may have begun the turn, and it may be over already.
const STILL_DUE = statement("is-task-due", `select 1 as one ${IS_DUE} and t.owner_id = $1 and t.id = $2`);

const DEPENDENCIES = statement(
  "dependencies-of-task",
  `select id as "taskId", name, status from task where owner_id = $1 and id = any($2::uuid[])`,
);

/** False when nothing could be done now, for want of a daemon or because somebody else did it. */
export async function takeUp(world: World, held: Held): Promise<boolean> {
  const { tx, contract, task } = held;
  const [due, run] = await Promise.all([
    tx.row(STILL_DUE, [task.ownerId, task.id]),
    liveRun(tx, { ownerId: task.ownerId, taskId: task.id }),
  ]);
  if (due === null) return false;
  if (task.status === "pending" && !(await dependenciesAreDone(world, held))) return false;
  if (run !== null)
    return (
      run.status === "idle" &&
      run.daemonId !== null &&
      (await contractHasRoom(world, held)) &&
      goOn(world, { held, run: { epoch: run.epoch, daemonId: run.daemonId } })
    );
  const lost =
    task.status === "interrupted" ? await newestRun(tx, { ownerId: task.ownerId, taskId: task.id }) : null;
  if (lost !== null && !lost.endedInTurn) {
    await restoreInPlace(world, { held, lost, source: sourceOf(lost, null) });
    return true;
  }
  if (!(await contractHasRoom(world, held))) return false;
  const daemon = await chooseDaemon(tx, {
    ownerId: task.ownerId,
    agent: task.agent,
    contractId: contract.id,
    homeId: contract.daemonId,
    formerId: task.daemonId,
    targetId: task.targetDaemonId,
    run: { taskId: task.id, epoch: task.epoch + 1 },
  });
  if (daemon === null || (await isBoundToDrained(tx, { contract, daemonId: daemon.id }))) return false;
  const left = await leaveBehind(tx, { ownerId: task.ownerId, taskId: task.id, daemonId: daemon.id });
  const epoch = await growEpoch(tx, { task, daemonId: daemon.id, status: "starting" });
  const begun = { ...held, task: { ...task, epoch, daemonId: daemon.id, status: "starting" as const } };
  const warning = warningOf(left, { isInterrupted: lost !== null });
  if (lost !== null) {
    const warnings = warning === null ? [] : [warning];
    await restoreRun(tx, { world, held: begun, lost, epoch, source: sourceOf(lost, daemon.id), warnings });
  } else if (warning !== null) await sendNotice(tx, { world, task, left, warning });
  const { questionIds } = await beginRun(tx, {
    world,
    task: begun.task,
    contract: runContract(contract),
    daemon,
    epoch,
    isMoved: left !== null,
  });
  await settle(tx, { held, questionIds });
  return true;
}

/** A supervisor always may: all the others wait for it. */
async function contractHasRoom({ config }: World, { tx, contract, task }: Held): Promise<boolean> {
  if (task.kind === "supervisor") return true;
  const working = await tx.row<{ tasks: number }>(WORKING, [task.ownerId, contract.id]);
  return (working?.tasks ?? 0) < config.contractTasks;
}

/** What is told of work that another machine has and this one has not; null when nothing is. */
function warningOf(left: LeftBehind | null, { isInterrupted }: { isInterrupted: boolean }): string | null {
  if (left === null || (left.checkpoints === 0 && !isInterrupted)) return null;
  const from =
    left.from === null ? "the task's beginning" : `checkpoint ${left.from.number} (${left.from.madeAt})`;
  return `Work after ${from} is on machine ${left.machine} and not here.`;
}

/** A task that only waited is not restored; it is told all the same. */
async function sendNotice(
  tx: Tx,
  {
    world,
    task,
    left,
    warning,
  }: { world: World; task: Held["task"]; left: LeftBehind | null; warning: string },
): Promise<void> {
  const data = { kind: "moved", ...left };
  await sendDelivery(tx, {
    ids: world.ids,
    to: { ownerId: task.ownerId, taskId: task.id },
    item: { kind: "notice", text: warning, data, recorded: [] },
  });
}

async function goOn(
  world: World,
  { held, run }: { held: Held; run: { epoch: number; daemonId: string } },
): Promise<boolean> {
  if ((await reserveDaemon(held.tx, { ownerId: held.task.ownerId, daemonId: run.daemonId })) === null)
    return false;
  const begun = await beginTurn(held.tx, {
    world,
    task: held.task,
    contract: runContract(held.contract),
    run,
  });
  if (begun === null) return false;
  await settle(held.tx, { held, questionIds: begun.questionIds });
  return true;
}

async function settle(
  tx: Tx,
  { held, questionIds }: { held: Held; questionIds: readonly string[] },
): Promise<void> {
  const { contract, task } = held;
  const of = { ownerId: task.ownerId, contractId: contract.id };
  await markDelivered(tx, { ...of, questionIds, taskName: task.name, phase: contract.phase });
  await saveSupervisor(tx, of, { actor: SERVER });
}

/** A failed or cancelled dependency cancels the task, by name. */
async function dependenciesAreDone(world: World, { tx, contract, task }: Held): Promise<boolean> {
  if (task.dependsOn.length === 0) return true;
  const rows = await tx.rows<{ taskId: string; name: string; status: "done" }>(DEPENDENCIES, [
    task.ownerId,
    task.dependsOn,
  ]);
  const decision = decideDependencies(rows);
  if (decision.kind === "cancel") {
    const reason = `it depends on ${decision.because.name}, which is ${decision.because.status}`;
    await finishTask(tx, {
      world,
      task,
      phase: contract.phase,
      actor: SERVER,
      finish: { status: "cancelled", reason },
    });
    await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor: SERVER });
  }
  return decision.kind === "ready";
}

const runContract = (contract: ContractRow): RunContract => ({
  id: contract.id,
  phase: contract.phase,
  branch: contract.branch,
  branchCommit: contract.branchCommit,
  homeId: contract.daemonId,
  repository: repositoryOf(contract),
});
