// A run is lost because its agent ended, or could not go on. It is tried again after a pause that doubles. Three losses in a row without one
// completed message fail the task with the agent's own last words; several in a row in which it did say something hold the task for a person;
// and while the agent's program itself is what fails, for whichever task, nothing is counted (ADR 16).
import { decideCrash } from "@makima/core/restoration";
import { noteAgentFailed, noteAgentWorked } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import type { Actor } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { interruptRun } from "./end-run.ts";
import { finishTask } from "./finish-task.ts";
import type { Held } from "./with-task.ts";
import { FORGET_PLACE, SET_LOSSES } from "./writer.ts";

const MAX_EMPTY_RUNS = 3;
const AWAITED = { firstPauseMs: 2_000, longestPauseMs: 60_000 };
const PAUSES = { firstPauseMs: 500, longestPauseMs: 60_000 };

// Neither looks at the past: what a run said first is counted in its conversation's row, and its calls are found by their epoch.
const HAS_SAID = statement(
  "has-run-said",
  `select 1 as one where exists (select 1 from conversation
     where owner_id = $1 and task_id = $2 and epoch = $3 and last_source > 0)
   or exists (select 1 from tool_call where owner_id = $1 and task_id = $2 and epoch = $3)`,
);

export type Loss = {
  actor: Actor;
  /** what the agent said last, for people */
  detail: string;
  /** why the task failed, when it does: the detail follows */
  explanation: string;
  /** another try would end in the same way */
  isHopeless: boolean;
  /** the run came to nothing, whatever its agent said in it */
  isFailedTurn: boolean;
  /** what it begins from is on its way: tried again for as long as that takes, and counted nowhere */
  isAwaited: boolean;
  /** the agent's program ended or refused, not what was made ready for it */
  isOfAgent: boolean;
};

/**
 * The caller holds contract and task, whose epoch is the lost run's. Does nothing and gives null when the run is over already.
 * @returns what the supervisor's activity becomes, where it is the one that cannot be started
 */
export async function loseRun(
  world: World,
  { held, daemonId, loss }: { held: Held; daemonId: string; loss: Loss },
): Promise<{ activity?: string } | null> {
  const { tx, contract, task } = held;
  const { detail } = loss;
  const lost = { task, phase: contract.phase, epoch: task.epoch, reason: "agent_ended" as const, detail };
  if (!(await interruptRun(tx, lost))) return null;
  const said = (await tx.row(HAS_SAID, [task.ownerId, task.id, task.epoch])) !== null;
  const agent = { ownerId: task.ownerId, daemonId, agent: task.agent };
  if (said) noteAgentWorked(tx, { ...agent, run: task });
  else if (loss.isOfAgent) {
    const heldBy = await noteAgentFailed(tx, { world, agent, taskId: task.id, detail });
    if (heldBy !== null) return task.kind === "supervisor" ? { activity: heldBy } : {};
  }
  if (loss.isAwaited) {
    const doubled = AWAITED.firstPauseMs * 2 ** Math.min(task.restorationCount, 10);
    const afterMs = Math.min(doubled, AWAITED.longestPauseMs);
    tx.send(SET_LOSSES, [task.ownerId, task.id, task.emptyRuns, task.crashes, afterMs]);
    tx.send(FORGET_PLACE, [task.ownerId, task.id]);
    return {};
  }
  const losses = {
    crashes: task.crashes + 1,
    emptyRuns: said && !loss.isFailedTurn ? 0 : task.emptyRuns + 1,
  };
  if (loss.isHopeless || losses.emptyRuns >= MAX_EMPTY_RUNS) await fail(world, { held, loss });
  else await tryAgain(world, { held, losses });
  return {};
}

async function fail(world: World, { held, loss }: { held: Held; loss: Loss }): Promise<void> {
  const { tx, contract, task } = held;
  const error = `${loss.explanation}\n${loss.detail}`.trim();
  await finishTask(tx, {
    world,
    task: { ...task, status: "interrupted" },
    phase: contract.phase,
    actor: loss.actor,
    finish: { status: "failed", error },
  });
}

async function tryAgain(
  { config }: World,
  { held, losses }: { held: Held; losses: { crashes: number; emptyRuns: number } },
): Promise<void> {
  const { tx, task } = held;
  const decision = decideCrash(losses.crashes, { ...PAUSES, holdAfter: config.crashesBeforeHold });
  // One that is to be held is looked at now: its restoration asks the person.
  const afterMs = decision.kind === "retry" ? decision.afterMs : 0;
  tx.send(SET_LOSSES, [task.ownerId, task.id, losses.emptyRuns, losses.crashes, afterMs]);
}
