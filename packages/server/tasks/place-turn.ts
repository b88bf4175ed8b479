// Puts a turn's prompt into the conversation: the items that waited become one user message.
import { composeTurn, type TurnWords } from "@makima/core/delivery";
import type { Tx } from "../db/database.ts";
import { appendOwnMessage } from "./append-own-message.ts";
import { markTaken, type OpenDelivery } from "./deliveries.ts";
import type { TaskKey } from "./lock-task.ts";

/** Gives the turn's words, as the agent is to get them. */
export async function placeTurn(
  tx: Tx,
  run: TaskKey & { epoch: number; items: readonly OpenDelivery[] },
): Promise<TurnWords> {
  const words = composeTurn(run.items.map(({ payload }) => payload));
  const messageSeq = await appendOwnMessage(tx, run, { role: "user", content: words.prompt });
  await markTaken(tx, { ...run, messageSeq });
  return words;
}

/** The questions whose answers these items bring. */
export const questionIdsOf = (items: readonly OpenDelivery[]): string[] =>
  items.flatMap(({ questionId }) => (questionId === null ? [] : [questionId]));
