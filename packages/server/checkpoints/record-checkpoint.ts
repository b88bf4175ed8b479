// A daemon has made a checkpoint of a run's worktree.
import type { MeshRecord } from "@makima/protocol/mesh";
import { withRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { keepCheckpoint } from "./keep-checkpoint.ts";

type Made = Extract<MeshRecord, { kind: "checkpoint" }>;

/** Gives false when the run is not the present one, or another daemon's. The same checkpoint again changes nothing. */
export function recordCheckpoint(
  world: World,
  from: { ownerId: string; daemonId: string; record: Made },
): Promise<boolean> {
  const { epoch, checkpoint: made } = from.record;
  return withRun(world, from, async ({ tx, contract, task, actor }) => {
    await keepCheckpoint(tx, { ids: world.ids, task, phase: contract.phase, epoch, made, actor });
    return true;
  });
}
