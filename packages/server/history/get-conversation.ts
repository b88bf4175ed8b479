// The messages of a task as seen from its head.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import { Refusal } from "@makima/protocol/errors";
import type { taskEndpoints } from "@makima/protocol/tasks";
import type { z } from "zod";
import { pageMessages } from "./page-messages.ts";
import type { View } from "./reader.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof taskEndpoints.getConversation.query>;
type Answer = z.infer<typeof taskEndpoints.getConversation.answer>;

/**
 * Everything, unless tool calls or thinking are declined. Throws NOT_FOUND, INVALID_CURSOR, FOREIGN_MESSAGE, or MESSAGE_OUT_OF_VIEW for a
 * message of this conversation that a rewind took out of it.
 */
export const getConversation = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const roles = MESSAGE_ROLES.filter((role) => {
    if (role === "tool_call" || role === "tool_result") return query.includeToolCalls !== false;
    return role !== "thinking" || query.includeThinking !== false;
  });
  const { fromMessageId } = query;
  const fromIndex = fromMessageId === undefined ? query.fromIndex : indexOfMessage(view, fromMessageId);
  const page = await pageMessages(reader, view, { query: { ...query, fromIndex }, roles });
  return { taskId: view.taskId, ...page, messageCount: view.messageCount, cursor: view.cursor };
});

function indexOfMessage({ taskId, stretches }: View, messageId: string): number {
  const [writer = "", number = ""] = messageId.split(":");
  const seq = /^[1-9]\d{0,14}$/.test(number) ? Number(number) : 0;
  const holder = stretches.find((one) => one.taskId === writer && one.fromSeq <= seq && seq <= one.toSeq);
  if (holder !== undefined) return holder.fromIndex + seq - holder.fromSeq;
  if (writer === taskId && seq > 0)
    throw new Refusal("MESSAGE_OUT_OF_VIEW", `message ${messageId} is out of view`);
  throw new Refusal("FOREIGN_MESSAGE", `${messageId} is no message of this task's conversation`);
}
