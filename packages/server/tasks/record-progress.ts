// How far a task is, in its agent's own words.
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Held } from "./with-task.ts";
import { SET_PROGRESS } from "./writer.ts";

export type Progress = { progress: number; activity: string };

export async function recordProgress(
  tx: Tx,
  { held, actor, report }: { held: Pick<Held, "contract" | "task">; actor: Actor; report: Progress },
): Promise<void> {
  const { contract, task } = held;
  tx.send(SET_PROGRESS, [task.ownerId, task.id, report.progress, report.activity]);
  if (task.kind === "supervisor") {
    await saveSupervisor(tx, { ownerId: task.ownerId, contractId: contract.id }, { actor, ...report });
    return;
  }
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    {
      type: "task.progressed",
      actor,
      taskId: task.id,
      phase: contract.phase,
      data: { name: task.name, ...report },
    },
  ]);
}
