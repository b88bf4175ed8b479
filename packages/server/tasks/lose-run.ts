// A run is lost because its agent ended, or could not go on. It is tried again after a pause that doubles; three losses in a row without one
// completed message fail the task with the agent's own last words.
import { statement } from "../db/database.ts";
import type { Actor } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { interruptRun } from "./end-run.ts";
import { finishTask } from "./finish-task.ts";
import type { Held } from "./with-task.ts";
import { COUNT_EMPTY_RUN } from "./writer.ts";

const MAX_EMPTY_RUNS = 3;
const FIRST_PAUSE_SECONDS = 0.5;

const SAID_SOMETHING = statement(
  "run-said-something",
  `select exists (select 1 from message where owner_id = $1 and task_id = $2 and epoch = $3
     and (source is not null or role = 'tool_call')) as said`,
);

export type Loss = {
  actor: Actor;
  /** what the agent said last, for people */
  detail: string;
  /** why the task failed, when it does: the detail follows */
  explanation: string;
  /** another try would end in the same way */
  isHopeless: boolean;
};

/** The caller holds contract and task, whose epoch is the lost run's. Does nothing when the run is over already. */
export async function loseRun(world: World, { held, loss }: { held: Held; loss: Loss }): Promise<void> {
  const { tx, contract, task } = held;
  const { actor, detail } = loss;
  const lost = { task, phase: contract.phase, epoch: task.epoch, reason: "agent_ended" as const, detail };
  if (!(await interruptRun(tx, lost))) return;
  const emptyRuns = await countEmptyRun(held);
  if (!loss.isHopeless && emptyRuns < MAX_EMPTY_RUNS) return;
  const error = `${loss.explanation}\n${detail}`.trim();
  const interrupted = { ...task, status: "interrupted" as const };
  await finishTask(tx, {
    world,
    task: interrupted,
    phase: contract.phase,
    actor,
    finish: { status: "failed", error },
  });
}

async function countEmptyRun({ tx, task }: Held): Promise<number> {
  const run = [task.ownerId, task.id, task.epoch];
  const isEmpty = (await tx.row<{ said: boolean }>(SAID_SOMETHING, run))?.said === false;
  const pauseSeconds = FIRST_PAUSE_SECONDS * 2 ** Math.min(task.emptyRuns, 6);
  const counted = await tx.row<{ emptyRuns: number }>(COUNT_EMPTY_RUN, [
    task.ownerId,
    task.id,
    isEmpty,
    pauseSeconds,
  ]);
  return counted?.emptyRuns ?? 0;
}
