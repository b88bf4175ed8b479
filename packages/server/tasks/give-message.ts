// A message for a task's agent is a row that waits for its next turn; to an agent that takes messages while a turn runs it is also given at once.
import { composeTurn, type Delivery } from "@makima/core/delivery";
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import type { World } from "../world.ts";
import { sendDelivery } from "./deliveries.ts";
import type { TaskKey } from "./lock-task.ts";
import { liveRun } from "./runs.ts";
import { SET_STEERED } from "./writer.ts";

type Message = Extract<Delivery, { kind: "message" }>;

/** The contract is locked by the caller, so that no turn begins or ends meanwhile. What the running turn does not take in goes with the next one. */
export async function giveMessage(
  tx: Tx,
  { world, to, contractId, item }: { world: World; to: TaskKey; contractId: string; item: Message },
): Promise<void> {
  const deliveryId = await sendDelivery(tx, { ids: world.ids, to, item });
  const run = await liveRun(tx, to);
  if (run === null || run.daemonId === null || run.status !== "turning" || !run.canSteer) return;
  tx.send(SET_STEERED, [to.ownerId, to.taskId, deliveryId, run.epoch]);
  const { epoch, turn } = run;
  const text = composeTurn([item]).prompt;
  await sendCommand(tx, {
    world,
    to: { ownerId: to.ownerId, daemonId: run.daemonId, contractId },
    command: { kind: "steer", taskId: to.taskId, epoch, turn, deliveryId, text },
  });
}
