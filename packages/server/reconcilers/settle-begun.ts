// What follows in the same transaction when a turn has begun: the answers in it are delivered, and the supervisor's state is saved.
import type { Tx } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { markDelivered } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Held } from "../tasks/tasks.ts";

export async function settleBegun(
  tx: Tx,
  { held, questionIds }: { held: Held; questionIds: readonly string[] },
): Promise<void> {
  const { contract, task } = held;
  const of = { ownerId: task.ownerId, contractId: contract.id };
  await markDelivered(tx, { ...of, questionIds, taskName: task.name, phase: contract.phase });
  await saveSupervisor(tx, of, { actor: SERVER });
}
