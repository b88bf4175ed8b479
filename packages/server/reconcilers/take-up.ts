// Begins what is due for one task: a turn where the agent's process is alive and idle, else a run on a daemon that has room. The same path
// serves a new task, one that wakes, and one that is restored.
import { decideDependencies } from "@makima/core/task";
import { bringAnswers } from "../calls/calls.ts";
import type { ContractRow } from "../contracts/contracts.ts";
import { repositoryOf } from "../contracts/contracts.ts";
import { reserveDaemon } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import {
  beginRun,
  beginTurn,
  finishTask,
  type Held,
  newestRun,
  type RunContract,
  type RunRow,
} from "../tasks/tasks.ts";
import { IS_BUDGET_SPENT } from "../usage/usage.ts";
import type { World } from "../world.ts";
import { choosePlace } from "./choose-place.ts";
import { placeTask } from "./place-task.ts";
import { restoreLost } from "./restore-lost.ts";
import { settleBegun } from "./settle-begun.ts";
import { tellCutTurn } from "./tell-cut-turn.ts";
import { tellLeftBehind } from "./tell-left-behind.ts";

/** Of a task t: nobody is taking it back at the moment. */
export const NOT_REWINDING = `not exists (
       select 1 from rewind w where w.owner_id = t.owner_id and w.task_id = t.id and w.status = 'open' and not w.dry_run)`;

// A turn is due when something waits for the agent. What a person says, a goal and a phase begin it at once; answers, results and news wait
// until no question of its own is open. Those with a person waiting come first, then by priority.
export const IS_DUE = `from task t
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   where t.status in ('pending', 'waiting', 'interrupted') and c.status = 'active' and t.blocked is null
     and not ${IS_BUDGET_SPENT}
     and (t.not_before is null or t.not_before <= app_now())
     and ${NOT_REWINDING}
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
  const [due, last] = await Promise.all([
    tx.row(STILL_DUE, [task.ownerId, task.id]),
    newestRun(tx, { ownerId: task.ownerId, taskId: task.id }),
  ]);
  const run = last?.status === "ended" ? null : last;
  if (due === null) return false;
  if (task.status === "pending" && !(await dependenciesAreDone(world, held))) return false;
  // A turn that a message begins has the answers that came before it too: without them its agent would ask again.
  await bringAnswers(world, held);
  if (run !== null)
    return (
      run.status === "idle" &&
      run.daemonId !== null &&
      (await contractHasRoom(world, held)) &&
      goOn(world, { held, run, daemonId: run.daemonId })
    );
  if (!(await contractHasRoom(world, held))) return false;
  if (task.status === "interrupted") return restoreLost(world, held);
  const daemon = await choosePlace(held);
  if (daemon === null) return false;
  const { task: begun, left } = await placeTask(held, daemon.id);
  const moved = { ...held, task: begun };
  if (last !== null) await tellCutTurn(world, { held: moved, cut: last });
  await tellLeftBehind({ world, held: moved, left });
  const { questionIds } = await beginRun(tx, {
    world,
    task: begun,
    contract: runContract(contract),
    daemon,
    epoch: begun.epoch,
    isMoved: left !== null,
  });
  await settleBegun(tx, { held, questionIds });
  return true;
}

/** A supervisor always may: all the others wait for it. */
async function contractHasRoom({ config }: World, { tx, contract, task }: Held): Promise<boolean> {
  if (task.kind === "supervisor") return true;
  const working = await tx.row<{ tasks: number }>(WORKING, [task.ownerId, contract.id]);
  return (working?.tasks ?? 0) < config.contractTasks;
}

async function goOn(
  world: World,
  { held, run, daemonId }: { held: Held; run: RunRow; daemonId: string },
): Promise<boolean> {
  if ((await reserveDaemon(held.tx, { ownerId: held.task.ownerId, daemonId })) === null) return false;
  await tellCutTurn(world, { held, cut: run });
  const begun = await beginTurn(held.tx, {
    world,
    task: held.task,
    contract: runContract(held.contract),
    run: { epoch: run.epoch, daemonId },
  });
  if (begun === null) return false;
  await settleBegun(held.tx, { held, questionIds: begun.questionIds });
  return true;
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
  trustRepository: contract.trustRepository,
  agentOptions: contract.agentOptions,
  setup: contract.setup,
  copy: contract.copy,
});
