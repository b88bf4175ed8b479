// Appends a message of makima itself to a conversation: a prompt, a notice, a call of one of its tools and the result.
import type { MessageRole } from "@makima/core/conversation";
import type { Tx } from "../db/database.ts";
import { APPEND_OWN_MESSAGE } from "./conversation-writer.ts";
import type { TaskKey } from "./lock-task.ts";

export type OwnMessage = {
  role: MessageRole;
  content: string;
  tool?: { callId: string; name: string; input: unknown };
  isError?: boolean;
  durationMs?: number;
};

/** Gives the message's number. Throws when the run is not the present one: its row was checked under the task's lock before. */
export async function appendOwnMessage(
  tx: Tx,
  run: TaskKey & { epoch: number },
  message: OwnMessage,
): Promise<number> {
  const placed = await tx.row<{ seq: string }>(APPEND_OWN_MESSAGE, [
    run.ownerId,
    run.taskId,
    run.epoch,
    message.role,
    message.content,
    message.tool?.callId ?? null,
    message.tool?.name ?? null,
    message.tool === undefined ? null : JSON.stringify(message.tool.input ?? null),
    message.isError ?? false,
    message.durationMs ?? null,
  ]);
  if (placed === null) throw new Error(`the conversation of task ${run.taskId} is not at epoch ${run.epoch}`);
  return Number(placed.seq);
}
