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

const LONGEST_DOUBLING = 6;

const STANDING = statement(
  "standing-of-lost-run",
  `select
     exists (select 1 from message where owner_id = $1 and task_id = $2 and epoch = $3
       and (source is not null or role = 'tool_call')) as said,
     (select count(*)::int from run where owner_id = $1 and task_id = $2 and end_reason = 'agent_ended'
       and ended_at > app_now() - interval '5 minutes') as "lostLately"`,
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
};

/** The caller holds contract and task, whose epoch is the lost run's. Does nothing and gives false when the run is over already. */
export async function loseRun(world: World, { held, loss }: { held: Held; loss: Loss }): Promise<boolean> {
  const { tx, contract, task } = held;
  const { actor, detail } = loss;
  const lost = { task, phase: contract.phase, epoch: task.epoch, reason: "agent_ended" as const, detail };
  if (!(await interruptRun(tx, lost))) return false;
  const emptyRuns = await countEmptyRun(held, loss);
  if (!loss.isHopeless && emptyRuns < MAX_EMPTY_RUNS) return true;
  const error = `${loss.explanation}\n${detail}`.trim();
  const interrupted = { ...task, status: "interrupted" as const };
  await finishTask(tx, {
    world,
    task: interrupted,
    phase: contract.phase,
    actor,
    finish: { status: "failed", error },
  });
  return true;
}

async function countEmptyRun({ tx, task }: Held, { isFailedTurn }: Loss): Promise<number> {
  const run = [task.ownerId, task.id, task.epoch];
  const standing = await tx.row<{ said: boolean; lostLately: number }>(STANDING, run);
  const isEmpty = isFailedTurn || standing?.said === false;
  const doublings = Math.min((standing?.lostLately ?? 1) - 1, LONGEST_DOUBLING);
  const counted = await tx.row<{ emptyRuns: number }>(COUNT_EMPTY_RUN, [
    task.ownerId,
    task.id,
    isEmpty,
    FIRST_PAUSE_SECONDS * 2 ** doublings,
  ]);
  return counted?.emptyRuns ?? 0;
}
