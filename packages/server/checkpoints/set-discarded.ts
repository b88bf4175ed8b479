// A checkpoint that only is the way back from a rewind which was to keep nothing else.
import type { Tx } from "../db/database.ts";
import { SET_DISCARDED } from "./writer.ts";

/** The caller holds the task. It can still be gone back to, and is listed no more. */
export async function setDiscarded(
  tx: Tx,
  { ownerId, checkpointId }: { ownerId: string; checkpointId: string },
): Promise<void> {
  tx.send(SET_DISCARDED, [ownerId, checkpointId]);
}
