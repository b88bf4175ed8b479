// Notes that answers have reached their agent.
import type { Tx } from "../db/database.ts";
import { appendEvents } from "../journal/journal.ts";
import { deliveredEvent } from "./answer-delivered.ts";
import { MARK_DELIVERED } from "./writer.ts";

export type Delivered = {
  ownerId: string;
  contractId: string;
  /** in the order in which the agent got their answers */
  questionIds: readonly string[];
  taskName: string;
  phase: string;
};

/** Each question is delivered once: what was delivered before is left as it is and has no second event. */
export async function markDelivered(tx: Tx, delivered: Delivered): Promise<void> {
  const { ownerId, contractId, questionIds, taskName, phase } = delivered;
  if (questionIds.length === 0) return;
  const rows = await tx.rows<{ id: string; taskId: string }>(MARK_DELIVERED, [
    ownerId,
    contractId,
    questionIds,
  ]);
  const taskOf = new Map(rows.map(({ id, taskId }) => [id, taskId]));
  const newly = questionIds.filter((id) => taskOf.has(id));
  await appendEvents(
    tx,
    delivered,
    newly.map((id) => deliveredEvent({ id, taskId: taskOf.get(id) ?? null, phase }, taskName)),
  );
}
