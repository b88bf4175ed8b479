// What waits for a task's agent: items are rows until a turn takes them.
import type { Delivery, DeliveryKind } from "@makima/core/delivery";
import { type Reader, statement, type Tx } from "../db/database.ts";
import type { Ids } from "../ports/ids.ts";
import type { TaskKey } from "./lock-task.ts";
import { INSERT_DELIVERY, SET_ANSWER_TAKEN, SET_DELIVERED } from "./writer.ts";

export type OpenDelivery = { id: string; kind: DeliveryKind; payload: Delivery; questionId: string | null };

const OPEN_DELIVERIES = statement(
  "open-deliveries",
  `select id, kind, payload, question_id as "questionId" from delivery
   where owner_id = $1 and task_id = $2 and delivered_at is null
   order by (kind = 'fork') desc, (kind = 'goal') desc, number for update`,
);

/** Puts an item where the task's next turn finds it. Gives its id. */
export async function sendDelivery(
  tx: Tx,
  { ids, to, item, questionId }: { ids: Ids; to: TaskKey; item: Delivery; questionId?: string },
): Promise<string> {
  const id = ids.next();
  tx.send(INSERT_DELIVERY, [to.ownerId, id, to.taskId, item.kind, JSON.stringify(item), questionId ?? null]);
  return id;
}

/** In the order of their number; a goal that is told anew comes first, and before it what a fork is. */
export const openDeliveries = (reader: Reader, { ownerId, taskId }: TaskKey): Promise<OpenDelivery[]> =>
  reader.rows<OpenDelivery>(OPEN_DELIVERIES, [ownerId, taskId]);

/** The items are part of the message with this number now. */
export async function markTaken(
  tx: Tx,
  of: TaskKey & { epoch: number; items: readonly OpenDelivery[]; messageSeq: number },
): Promise<void> {
  tx.send(SET_DELIVERED, [of.ownerId, of.taskId, of.items.map(({ id }) => id), of.epoch, of.messageSeq]);
}

/** An answer that was waiting for the next turn reached the agent by another way. */
export async function takeDelivery(
  tx: Tx,
  of: TaskKey & { epoch: number; questionId: string },
): Promise<void> {
  tx.send(SET_ANSWER_TAKEN, [of.ownerId, of.taskId, of.questionId, of.epoch]);
}
