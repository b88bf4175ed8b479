// The checkpoints that a task could go back to, each with its place in the conversation.
import { type Reader, statement } from "../db/database.ts";
import type { View } from "../history/history.ts";

export type PlacedCheckpoint = {
  checkpointId: string;
  taskId: string;
  number: number;
  commit: string;
  at: Date;
  messageIndex: number;
  bundled: boolean;
  /** the head's when it was made */
  segmentId: string | null;
};

const SELECT_PLACED = `
  select k.id as "checkpointId", k.task_id as "taskId", k.number, k.commit, k.created_at as at, k.message_index as "messageIndex", k.bundled,
    k.segment_id as "segmentId"
  from checkpoint k where k.owner_id = $1 and k.left_on is null`;

const NEWEST = statement(
  "newest-placed-checkpoints",
  `${SELECT_PLACED} and k.task_id = $2 and (k.id = $3 or k.number > (
     select max(number) - $4::int from checkpoint where owner_id = $1 and task_id = $2))
   order by k.number desc`,
);
const ONE = statement("placed-checkpoint", `${SELECT_PLACED} and k.id = $2`);

/** More than these are not looked at: a task that goes back goes back a little. */
const MOST = 20;

/** The newest ones, newest first, and `named` whatever its age. */
export const readCheckpoints = (
  reader: Reader,
  of: { ownerId: string; taskId: string; named: string | null },
): Promise<PlacedCheckpoint[]> =>
  reader.rows<PlacedCheckpoint>(NEWEST, [of.ownerId, of.taskId, of.named, MOST]);

export const readCheckpoint = (
  reader: Reader,
  of: { ownerId: string; checkpointId: string },
): Promise<PlacedCheckpoint | null> => reader.row<PlacedCheckpoint>(ONE, [of.ownerId, of.checkpointId]);

/** Whether its place is seen from the head: the conversation did not go back behind it. */
export function isInView(
  { segments }: Pick<View, "segments">,
  checkpoint: Pick<PlacedCheckpoint, "segmentId" | "messageIndex">,
): boolean {
  if (checkpoint.messageIndex < 0) return true;
  let endIndex = Number.POSITIVE_INFINITY;
  for (const { id, startIndex } of segments) {
    if (id === checkpoint.segmentId) return checkpoint.messageIndex < endIndex;
    endIndex = Math.min(endIndex, startIndex);
  }
  return false;
}
