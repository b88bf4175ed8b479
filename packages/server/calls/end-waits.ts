// Ends all waits of a task that is over: nobody is left to hear of them.
import type { Tx } from "../db/database.ts";
import { END_WAITS_OF_TASK } from "./writer.ts";

export async function endWaits(tx: Tx, of: { ownerId: string; taskId: string }): Promise<void> {
  await tx.run(END_WAITS_OF_TASK, [of.ownerId, of.taskId]);
}
