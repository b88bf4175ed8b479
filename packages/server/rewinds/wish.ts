// What a rewind was asked to do, with every selector resolved to a checkpoint and a place.
import type { AfterPoint, PreserveMode } from "@makima/core/rewind";
import { Refusal } from "@makima/protocol/errors";
import type { Tx } from "../db/database.ts";
import type { PlacedCheckpoint } from "../resumption/resumption.ts";
import { readCheckpoint } from "../resumption/resumption.ts";
import type { Held } from "../tasks/tasks.ts";
import { type Place, type RewindRow, rewindUndoneBy } from "./reader.ts";

/** Where code and conversation go; null: it stays. One of them moves. */
export type Destination = { code: PlacedCheckpoint | null; conversation: Place | null };

export type RewindWish = Destination & {
  preserve: PreserveMode;
  branch: string | null;
  afterPoint: AfterPoint;
};

/** The place in the conversation where a checkpoint was made. */
export const placeOf = ({ segmentId, messageIndex }: PlacedCheckpoint): Place =>
  segmentId === null || messageIndex < 0
    ? { segmentId: null, count: 0 }
    : { segmentId, count: messageIndex + 1 };

/** The point of a rewind: what followed from later messages is told. */
export const pointOf = ({ code, conversation }: Destination): Place => {
  if (conversation !== null) return conversation;
  return code === null ? { segmentId: null, count: 0 } : placeOf(code);
};

/** Throws UNKNOWN_CHECKPOINT, also for one of another task, or of another owner's. */
export async function checkpointOf({ tx, task }: Held, checkpointId: string): Promise<PlacedCheckpoint> {
  const checkpoint = await readCheckpoint(tx, { ownerId: task.ownerId, checkpointId });
  if (checkpoint === null || checkpoint.taskId !== task.id)
    throw new Refusal("UNKNOWN_CHECKPOINT", `${checkpointId} is no checkpoint of this task that can be had`);
  return checkpoint;
}

/** Back to where the rewind found both, of what it moved; a way back that no rewind has made stands for both. Throws UNKNOWN_CHECKPOINT. */
export async function destinationOfUndo(held: Held, checkpointId: string): Promise<Destination> {
  const checkpoint = await checkpointOf(held, checkpointId);
  const undone = await undoneBy(held.tx, checkpoint, held.task.ownerId);
  if (undone !== null) return undone;
  return { code: checkpoint, conversation: placeOf(checkpoint) };
}

/** Null when the checkpoint is no rewind's way back. */
export async function undoneBy(
  tx: Tx,
  checkpoint: PlacedCheckpoint,
  ownerId: string,
): Promise<Destination | null> {
  const { checkpointId, taskId } = checkpoint;
  const rewind = await rewindUndoneBy(tx, { ownerId, taskId, checkpointId });
  if (rewind === null) return null;
  const count = rewind.fromCount ?? 0;
  // It may have found nothing in view: what was undone is then undone itself.
  const from = { segmentId: count === 0 ? null : rewind.fromSegmentId, count };
  return {
    code: rewind.checkpointId === null ? null : checkpoint,
    conversation: rewind.movesConversation ? from : null,
  };
}

/** What a rewind was asked to do, as its row keeps it; the checkpoint is null where it cannot be had any more. */
export async function wishOf(tx: Tx, rewind: RewindRow): Promise<RewindWish> {
  const { ownerId, checkpointId, movesConversation, preserve, branch, afterPoint } = rewind;
  const place = { segmentId: rewind.keepSegmentId, count: rewind.keepCount ?? 0 };
  return {
    code: checkpointId === null ? null : await readCheckpoint(tx, { ownerId, checkpointId }),
    conversation: movesConversation ? place : null,
    preserve,
    branch,
    afterPoint,
  };
}
