// Names the task that supervises a contract.
import type { Tx } from "../db/database.ts";
import { SET_SUPERVISOR_TASK } from "./writer.ts";

export async function attachSupervisorTask(
  tx: Tx,
  of: { ownerId: string; contractId: string; taskId: string },
): Promise<void> {
  tx.send(SET_SUPERVISOR_TASK, [of.ownerId, of.contractId, of.taskId]);
}
