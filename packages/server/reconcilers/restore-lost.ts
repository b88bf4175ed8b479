// Restores one task whose run ended without its consent: look, inspect, plan, and do what was planned. What only waited is taken up in place;
// what worked goes on on a daemon that has room.
import { repositoryOf } from "../contracts/contracts.ts";
import {
  holdForPerson,
  judgeLost,
  lookAtWorktree,
  NOT_ASKED,
  recoveryOf,
  restoreInPlace,
  restoreRun,
} from "../resumption/resumption.ts";
import { beginRun, type Held, newestRun, type RunRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { choosePlace } from "./choose-place.ts";
import { placeTask } from "./place-task.ts";
import { settleBegun } from "./settle-begun.ts";
import { warningOf } from "./tell-left-behind.ts";

/** The caller holds contract and task. False when nothing could be done now: there is no daemon for it, or it is still looking. */
export async function restoreLost(world: World, held: Held): Promise<boolean> {
  const { tx, task, contract } = held;
  const lost = await newestRun(tx, { ownerId: task.ownerId, taskId: task.id });
  if (lost === null) return false;
  if (lost.endedInTurn || recoveryOf(task) !== null) return restoreOnDaemon(world, held, lost);
  const judged = await judgeLost(tx, { world, contract, task, run: lost, daemonId: null, seen: NOT_ASKED });
  const restoring = { world, held, lost, judged };
  if (judged.decision.plan === "manual_intervention") await holdForPerson(tx, restoring);
  else await restoreInPlace(restoring);
  return true;
}

async function restoreOnDaemon(world: World, held: Held, lost: RunRow): Promise<boolean> {
  const { tx, task, contract } = held;
  const daemon = await choosePlace(held);
  if (daemon === null) return askWithoutLook(world, held, lost);
  const seen = await lookAtWorktree(tx, { world, held, daemonId: daemon.id });
  if (seen === null) return false;
  const judged = await judgeLost(tx, { world, contract, task, run: lost, daemonId: daemon.id, seen });
  if (judged.decision.plan === "manual_intervention") {
    await holdForPerson(tx, { world, held, lost, judged });
    return true;
  }
  // Only what goes on there leaves something behind: a task that is held may still go on where it was.
  const { task: begun, left } = await placeTask(held, daemon.id);
  const warning = warningOf(left, { isInterrupted: true });
  const warnings = warning === null ? [] : [warning];
  await restoreRun(tx, { world, held: { ...held, task: begun }, lost, judged, warnings });
  const { questionIds } = await beginRun(tx, {
    world,
    task: begun,
    contract: { ...contract, homeId: contract.daemonId, repository: repositoryOf(contract) },
    daemon,
    epoch: begun.epoch,
    isMoved: left !== null,
  });
  await settleBegun(tx, { held, questionIds });
  return true;
}

/** What crashes again and again is a person's matter also while no daemon is there: the question is then asked without a look. */
async function askWithoutLook(world: World, held: Held, lost: RunRow): Promise<boolean> {
  const { tx, task, contract } = held;
  if (task.crashes < world.config.crashesBeforeHold || recoveryOf(task) !== null) return false;
  const judged = await judgeLost(tx, { world, contract, task, run: lost, daemonId: null, seen: NOT_ASKED });
  await holdForPerson(tx, { world, held, lost, judged });
  return true;
}
