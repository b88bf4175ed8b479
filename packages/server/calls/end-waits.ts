// Ends waits of which nobody is left to hear the end.
import type { Tx } from "../db/database.ts";
import {
  END_TASK_WAITS,
  END_WAIT_OF_QUESTION,
  END_WAITS_FOR_MISSING,
  END_WAITS_OF_CALLS,
  END_WAITS_OF_TASK,
} from "./writer.ts";

/** All of a task that is over. */
export async function endWaits(tx: Tx, of: { ownerId: string; taskId: string }): Promise<void> {
  tx.send(END_WAITS_OF_TASK, [of.ownerId, of.taskId]);
}

/** Those for tasks: it goes back behind them. Questions stay open. */
export async function endTaskWaits(tx: Tx, of: { ownerId: string; taskId: string }): Promise<void> {
  tx.send(END_TASK_WAITS, [of.ownerId, of.taskId]);
}

/** Those for tasks that do not exist. Gives how many they were. */
export const endWaitsForMissing = (tx: Tx, of: { ownerId: string; taskId: string }): Promise<number> =>
  tx.run(END_WAITS_FOR_MISSING, [of.ownerId, of.taskId]);

/** The one for a question that was taken back. */
export async function endWaitOfQuestion(tx: Tx, of: { ownerId: string; questionId: string }): Promise<void> {
  tx.send(END_WAIT_OF_QUESTION, [of.ownerId, of.questionId, "withdrawn"]);
}

/** Those that these calls began: what they wait for is taken back. */
export async function endWaitsOfCalls(
  tx: Tx,
  of: { ownerId: string; taskId: string; callIds: readonly string[] },
): Promise<void> {
  if (of.callIds.length > 0) tx.send(END_WAITS_OF_CALLS, [of.ownerId, of.taskId, of.callIds]);
}
