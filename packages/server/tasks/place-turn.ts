// Puts a turn's prompt into the conversation: the items that waited become one user message.
import { composeTurn } from "@makima/core/delivery";
import type { Tx } from "../db/database.ts";
import { appendOwnMessage } from "./append-own-message.ts";
import { markTaken, type OpenDelivery } from "./deliveries.ts";
import type { TaskKey } from "./lock-task.ts";

/** Gives the prompt, as the agent is to get it. */
export async function placeTurn(
  tx: Tx,
  run: TaskKey & { epoch: number; items: readonly OpenDelivery[] },
): Promise<string> {
  const prompt = composeTurn(run.items.map(({ payload }) => payload));
  const messageSeq = await appendOwnMessage(tx, run, { role: "user", content: prompt });
  await markTaken(tx, { ...run, messageSeq });
  return prompt;
}

/** The questions whose answers these items bring. */
export const questionIdsOf = (items: readonly OpenDelivery[]): string[] =>
  items.flatMap(({ questionId }) => (questionId === null ? [] : [questionId]));
