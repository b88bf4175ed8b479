// The agent has taken in a message while its turn runs: from here on it stands in the conversation, and no other turn brings it.
import type { MeshRecord } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import type { World } from "../world.ts";
import type { OpenDelivery } from "./deliveries.ts";
import { placeTurn } from "./place-turn.ts";
import { withRun } from "./with-run.ts";

type Steered = Extract<MeshRecord, { kind: "steered" }>;

const STEERED_DELIVERY = statement(
  "steered-delivery",
  `select id, kind, payload, question_id as "questionId" from delivery
   where owner_id = $1 and task_id = $2 and id = $3 and steered_epoch = $4 and delivered_at is null for update`,
);

/** Gives false when the run is not the present one, or another daemon's. The same again changes nothing. */
export function recordSteered(
  world: World,
  from: { ownerId: string; daemonId: string; record: Steered },
): Promise<boolean> {
  const { ownerId, record } = from;
  const { taskId, epoch, deliveryId } = record;
  return withRun(world, from, async ({ tx }) => {
    const item = await tx.row<OpenDelivery>(STEERED_DELIVERY, [ownerId, taskId, deliveryId, epoch]);
    if (item !== null) await placeTurn(tx, { ownerId, taskId, epoch, items: [item] });
    return true;
  });
}
