// The agent's process is gone without being asked. Three runs in a row that ended without one completed message fail the task.
import { isTaskOver } from "@makima/core/task";
import type { MeshRecord } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import type { Actor } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { World } from "../world.ts";
import { interruptRun } from "./end-run.ts";
import { finishTask } from "./finish-task.ts";
import { type Held, withTask } from "./with-task.ts";
import { COUNT_EMPTY_RUN } from "./writer.ts";

type RunEnded = Extract<MeshRecord, { kind: "run_ended" }>;

const MAX_EMPTY_RUNS = 3;
const FIRST_PAUSE_SECONDS = 0.5;

const SAID_SOMETHING = statement(
  "run-said-something",
  `select exists (select 1 from message where owner_id = $1 and task_id = $2 and epoch = $3
     and (source is not null or role = 'tool_call')) as said`,
);

/** Gives false when the run is not the present one. */
export function recordRunEnded(
  world: World,
  from: { ownerId: string; daemonId: string; record: RunEnded },
): Promise<boolean> {
  const { ownerId, daemonId, record } = from;
  const actor: Actor = { kind: "daemon", id: daemonId };
  return withTask(world, { ownerId, taskId: record.taskId }, async (held) => {
    const { tx, contract, task } = held;
    if (task.epoch !== record.epoch) return false;
    if (isTaskOver(task.status) || record.reason === "stopped") return true;
    const phase = contract.phase;
    const isNew = await interruptRun(tx, {
      task,
      phase,
      epoch: record.epoch,
      reason: "agent_ended",
      detail: record.detail,
    });
    if (!isNew) return true;
    const emptyRuns = await countEmptyRun(held);
    const isHopeless = emptyRuns >= MAX_EMPTY_RUNS || (record.epoch === 1 && record.reason !== "agent_ended");
    if (isHopeless) {
      const error = `${describe(record)}\n${record.detail}`.trim();
      await finishTask(tx, {
        world,
        task: { ...task, status: "interrupted" },
        phase,
        actor,
        finish: { status: "failed", error },
      });
    }
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor });
    return true;
  });
}

async function countEmptyRun({ tx, task }: Held): Promise<number> {
  const run = [task.ownerId, task.id, task.epoch];
  const isEmpty = (await tx.row<{ said: boolean }>(SAID_SOMETHING, run))?.said === false;
  const pauseSeconds = FIRST_PAUSE_SECONDS * 2 ** Math.min(task.emptyRuns, 6);
  const counted = await tx.row<{ empty_runs: number }>(COUNT_EMPTY_RUN, [
    task.ownerId,
    task.id,
    isEmpty,
    pauseSeconds,
  ]);
  return counted?.empty_runs ?? 0;
}

function describe(record: RunEnded): string {
  switch (record.reason) {
    case "handshake_failed":
      return "the agent did not come up; its last lines:";
    case "worktree_failed":
      return "the worktree could not be made:";
    default:
      return "the agent ended again and again without a word; its last lines:";
  }
}
