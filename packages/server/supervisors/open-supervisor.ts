// The first state of a contract's supervisor: it exists from its first run on.
import type { Phase } from "@makima/core/contract";
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { INSERT_SUPERVISOR } from "./writer.ts";

export async function openSupervisor(
  tx: Tx,
  of: { ownerId: string; contractId: string; taskId: string; phase: Phase },
): Promise<void> {
  tx.send(INSERT_SUPERVISOR, [of.ownerId, of.contractId, of.taskId, of.phase]);
  await appendEvents(tx, of, [
    {
      type: "supervisor.state_changed",
      actor: SERVER,
      taskId: of.taskId,
      phase: of.phase,
      data: { state: "initializing", previous: null, activity: "", progress: 0, version: 1 },
    },
  ]);
}
