// A daemon has made a checkpoint of a run's worktree.
import type { MeshRecord } from "@makima/protocol/mesh";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { withRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { keepCheckpoint } from "./keep-checkpoint.ts";

type Made = Extract<MeshRecord, { kind: "checkpoint" }>;

/** Gives false when the run is not the present one, or another daemon's. The same checkpoint again changes nothing. */
export function recordCheckpoint(
  world: World,
  from: { ownerId: string; daemonId: string; record: Made },
): Promise<boolean> {
  const { epoch, checkpoint } = from.record;
  return withRun(world, from, async ({ tx, contract, task, actor }) => {
    const made = { ids: world.ids, task, phase: contract.phase, epoch, made: checkpoint, actor };
    if (!(await keepCheckpoint(tx, made))) return true;
    const isOwn = task.kind === "supervisor" && checkpoint.reason === "asked";
    const activity = isOwn ? { activity: `Made checkpoint ${checkpoint.number}` } : {};
    await saveSupervisor(tx, { ownerId: from.ownerId, contractId: contract.id }, { actor, ...activity });
    return true;
  });
}
