// A daemon has made a checkpoint: its objects and its ref are durable there, now its row is. It is the task's result from here on.
import type { MeshRecord } from "@makima/protocol/mesh";
import { appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { setResult, withRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { INSERT_CHECKPOINT } from "./writer.ts";

type Made = Extract<MeshRecord, { kind: "checkpoint" }>;

/** Gives false when the run is not the present one, or another daemon's. The same checkpoint again changes nothing. */
export function recordCheckpoint(
  world: World,
  from: { ownerId: string; daemonId: string; record: Made },
): Promise<boolean> {
  const { ownerId, record } = from;
  const made = record.checkpoint;
  return withRun(world, from, async ({ tx, contract, task, actor }) => {
    const id = world.ids.next();
    const isNew = await tx.run(INSERT_CHECKPOINT, [
      ownerId,
      id,
      task.id,
      made.number,
      made.message,
      made.commit,
      made.tree,
      made.reason,
      contract.phase,
      record.epoch,
      made.filesChanged,
      made.linesAdded,
      made.linesRemoved,
      JSON.stringify(made.warnings),
    ]);
    if (isNew === 0) return true;
    await setResult(tx, { ownerId, taskId: task.id, commit: made.commit });
    const data = {
      checkpointId: id,
      name: task.name,
      number: made.number,
      message: made.message,
      reason: made.reason,
      commit: made.commit,
      filesChanged: made.filesChanged,
      warnings: made.warnings,
    };
    await appendEvents(tx, { ownerId, contractId: contract.id }, [
      {
        type: "checkpoint.made",
        actor,
        taskId: task.id,
        phase: contract.phase,
        data,
      },
    ]);
    const isOwn = task.kind === "supervisor" && made.reason === "asked";
    const activity = isOwn ? { activity: `Made checkpoint ${made.number}` } : {};
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor, ...activity });
    return true;
  });
}
