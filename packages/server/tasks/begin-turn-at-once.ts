// Begins the next turn of an idle agent with an item that is there this moment, and so never is a row that waits.
import { composeTurn, type Delivery } from "@makima/core/delivery";
import type { Tx } from "../db/database.ts";
import type { NewEvent } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { orderTurn, type TurnOf } from "./order-turn.ts";
import { BEGIN_TURN_AT_ONCE } from "./turn-writer.ts";

/**
 * Contract and task are locked by the caller, who has seen under their locks that the run is idle and that nothing else waits for its agent.
 * Gives the event, which the caller appends.
 */
export async function beginTurnAtOnce(
  tx: Tx,
  of: Omit<TurnOf, "words"> & { world: World; item: Delivery },
): Promise<NewEvent> {
  const words = composeTurn([of.item]);
  tx.send(BEGIN_TURN_AT_ONCE, [of.ownerId, of.taskId, of.epoch, of.turn, of.contract.phase, words.prompt]);
  return orderTurn(tx, { ...of, words });
}
