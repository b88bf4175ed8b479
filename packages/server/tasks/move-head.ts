// Moves the head of a conversation: back to a place, or to an empty beginning. What goes out of view is kept.
import type { Tx } from "../db/database.ts";
import type { Ids } from "../ports/ids.ts";
import { MOVE_HEAD } from "./conversation-writer.ts";
import type { TaskKey } from "./lock-task.ts";

/** `keep`: how many messages stay in view, and a segment from which they are seen; null when none does. */
export type Head = { keep: { segmentId: string; count: number } | null; reason: "rewind" | "restart" };

/** The caller has begun the new epoch. */
export async function moveHead(
  tx: Tx,
  { ids, of, head }: { ids: Ids; of: TaskKey & { epoch: number }; head: Head },
): Promise<void> {
  const { keep, reason } = head;
  const values = [
    of.ownerId,
    ids.next(),
    of.taskId,
    keep?.count ?? 0,
    keep?.segmentId ?? null,
    reason,
    of.epoch,
  ];
  if ((await tx.run(MOVE_HEAD, values)) !== 1)
    throw new Error(`the conversation of task ${of.taskId} is not at epoch ${of.epoch}`);
}
