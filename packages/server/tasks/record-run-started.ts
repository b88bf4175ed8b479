// The agent's process is up and has its prompt: the task runs.
import type { MeshRecord } from "@makima/protocol/mesh";
import { appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { World } from "../world.ts";
import { withRun } from "./with-run.ts";
import { SET_RESTORE_CHECKPOINT, SET_RUN_STARTED, SET_STATUS, SET_WORKTREE } from "./writer.ts";

type Started = Extract<MeshRecord, { kind: "run_started" }>;

/** Gives false when the run is not the present one, or another daemon's. */
export function recordRunStarted(
  world: World,
  from: { ownerId: string; daemonId: string; record: Started },
): Promise<boolean> {
  const { ownerId, record } = from;
  return withRun(world, from, async ({ tx, contract, task, actor }) => {
    if (task.status !== "starting") return true;
    const { epoch, agentSession, rung, rungReason = null, repairs = [], agentVersion = null } = record;
    const { canSteer = false } = record;
    const how = [agentSession, rung, rungReason, JSON.stringify(repairs), agentVersion, canSteer];
    const started = [ownerId, task.id, epoch, ...how];
    if ((await tx.run(SET_RUN_STARTED, started)) === 0) return false;
    tx.send(SET_RESTORE_CHECKPOINT, [ownerId, task.id, null]);
    tx.send(SET_STATUS, [ownerId, task.id, "running", null, null]);
    tx.send(SET_WORKTREE, [ownerId, task.id, record.worktreePath, record.baseCommit ?? null]);
    await appendEvents(tx, { ownerId, contractId: contract.id }, [
      {
        type: "task.running",
        actor,
        taskId: task.id,
        phase: contract.phase,
        data: { name: task.name, epoch, rung, turn: 1 },
      },
    ]);
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor });
    return true;
  });
}
