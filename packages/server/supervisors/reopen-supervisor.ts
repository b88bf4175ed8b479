// Makes the state of a supervisor anew whose row is gone. One that was lost counts as it counted before; one that never was begins with 0.
import type { Phase } from "@makima/core/contract";
import type { Tx } from "../db/database.ts";
import { openSupervisor } from "./open-supervisor.ts";
import { SET_RESTORATIONS } from "./writer.ts";

export async function reopenSupervisor(
  tx: Tx,
  of: { ownerId: string; contractId: string; taskId: string; phase: Phase; restorationCount: number },
): Promise<void> {
  await openSupervisor(tx, of);
  if (of.restorationCount > 0) tx.send(SET_RESTORATIONS, [of.ownerId, of.contractId, of.restorationCount]);
}
