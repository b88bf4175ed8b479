// Writes the row of a checkpoint whose objects and ref are durable at a daemon. It is the task's result from here on.
import type { SentCheckpoint } from "@makima/protocol/mesh";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { Ids } from "../ports/ids.ts";
import { setResult } from "../tasks/tasks.ts";
import { INSERT_CHECKPOINT } from "./writer.ts";

export type KeptCheckpoint = {
  ids: Ids;
  task: { ownerId: string; id: string; contractId: string; name: string };
  phase: string;
  epoch: number;
  made: SentCheckpoint;
  actor: Actor;
  /** false: what the task has brought about stays its result, and this is kept beside it */
  isResult?: boolean;
};

/** The caller holds the task. False, and nothing is changed, when the same number comes again. */
export async function keepCheckpoint(tx: Tx, kept: KeptCheckpoint): Promise<boolean> {
  const { task, phase, epoch, made, actor } = kept;
  const { ownerId } = task;
  const checkpointId = kept.ids.next();
  const isNew = await tx.run(INSERT_CHECKPOINT, [
    ownerId,
    checkpointId,
    task.id,
    made.number,
    made.message,
    made.commit,
    made.tree,
    made.reason,
    phase,
    epoch,
    made.filesChanged,
    made.linesAdded,
    made.linesRemoved,
    JSON.stringify(made.warnings),
  ]);
  if (isNew === 0) return false;
  if (kept.isResult !== false) await setResult(tx, { ownerId, taskId: task.id, commit: made.commit });
  const { number, message, reason, commit, filesChanged, warnings } = made;
  const data = { checkpointId, name: task.name, number, message, reason, commit, filesChanged, warnings };
  await appendEvents(tx, { ownerId, contractId: task.contractId }, [
    { type: "checkpoint.made", actor, taskId: task.id, phase, data },
  ]);
  return true;
}
