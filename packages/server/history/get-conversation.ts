// The messages of a task as seen from its head.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import type { taskEndpoints } from "@makima/protocol/tasks";
import type { z } from "zod";
import { pageMessages } from "./page-messages.ts";
import { seenFromHead } from "./seen-from-head.ts";

type Query = z.infer<typeof taskEndpoints.getConversation.query>;
type Answer = z.infer<typeof taskEndpoints.getConversation.answer>;

/** Everything, unless tool calls or thinking are declined. Throws NOT_FOUND or INVALID_CURSOR. */
export const getConversation = seenFromHead<Query, Answer>(async ({ reader, view, query }) => {
  const roles = MESSAGE_ROLES.filter((role) => {
    if (role === "tool_call" || role === "tool_result") return query.includeToolCalls !== false;
    return role !== "thinking" || query.includeThinking !== false;
  });
  const page = await pageMessages(reader, view, { query, roles });
  return { taskId: view.taskId, ...page, messageCount: view.messageCount, cursor: view.cursor };
});
