// The code as it was at a place of the conversation: the newest checkpoint at or before it.
import { Refusal } from "@makima/protocol/errors";
import { statement } from "../db/database.ts";
import { isInView, type PlacedCheckpoint } from "../resumption/resumption.ts";
import type { Held } from "../tasks/tasks.ts";
import type { Place } from "./reader.ts";
import { viewAt } from "./view-at.ts";
import { checkpointOf } from "./wish.ts";

// Where a rewind took the code back, the code at that place is what it went to, not what it left.
const CANDIDATES = statement(
  "checkpoints-before-place",
  `select coalesce(w.checkpoint_id, k.id) as "codeId", k.segment_id as "segmentId", k.message_index as "messageIndex"
   from checkpoint k
   left join rewind w on w.owner_id = k.owner_id and w.undo_checkpoint_id = k.id and w.status = 'done' and not w.dry_run
   where k.owner_id = $1 and k.task_id = $2 and k.message_index < $3 and k.left_on is null
   order by k.number desc, w.ended_at desc`,
);

type Candidate = Pick<PlacedCheckpoint, "segmentId" | "messageIndex"> & { codeId: string };

/** Throws NO_CHECKPOINT. */
export async function findCodeAt(held: Held, place: Place): Promise<PlacedCheckpoint> {
  const { tx, task } = held;
  const { ownerId } = task;
  const view = await viewAt(tx, { ownerId, taskId: task.id, place });
  for (const candidate of await tx.rows<Candidate>(CANDIDATES, [ownerId, task.id, place.count]))
    if (isInView(view, candidate)) return checkpointOf(held, candidate.codeId);
  throw new Refusal("NO_CHECKPOINT", "no checkpoint was made at that point or before it");
}
