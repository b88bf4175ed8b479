// Whether a checkpoint can be had without the machine that it was made on.
import type { Tx } from "../db/database.ts";
import { SET_BUNDLED } from "./writer.ts";

/** The caller has locked the task, or withdraws what was lost. */
export async function setBundled(
  tx: Tx,
  of: { ownerId: string; taskId: string; number: number; isBundled: boolean },
): Promise<void> {
  tx.send(SET_BUNDLED, [of.ownerId, of.taskId, of.number, of.isBundled]);
}
