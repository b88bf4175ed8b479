// A finding: its row, its event, and the word to the contract's supervisor.
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { type Held, sendDelivery } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { INSERT_FINDING } from "./writer.ts";

export type NewFinding = {
  severity: "info" | "minor" | "major" | "critical";
  text: string;
  files: readonly string[];
  actor: Actor;
};

/** The caller holds the contract. A finding about the supervisor itself is told to people alone. Gives its id. */
export async function reportFinding(
  tx: Tx,
  of: { world: World; held: Pick<Held, "contract" | "task">; finding: NewFinding },
): Promise<string> {
  const { world, held, finding } = of;
  const { contract, task } = held;
  const { severity, text, files, actor } = finding;
  const { ownerId } = task;
  const id = world.ids.next();
  tx.send(INSERT_FINDING, [ownerId, id, contract.id, task.id, severity, text, JSON.stringify(files)]);
  const data = { findingId: id, severity, text, files };
  await appendEvents(tx, { ownerId, contractId: contract.id }, [
    { type: "finding.reported", actor, taskId: task.id, phase: contract.phase, data },
  ]);
  const to = contract.supervisorTaskId;
  if (to !== null && to !== task.id) {
    const item = { kind: "finding" as const, taskId: task.id, name: task.name, severity, text, files };
    await sendDelivery(tx, { ids: world.ids, to: { ownerId, taskId: to }, item });
  }
  return id;
}
