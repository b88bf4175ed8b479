// The messages of a task as seen from its head.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import type { taskEndpoints } from "@makima/protocol/tasks";
import type { z } from "zod";
import type { Principal, World } from "../world.ts";
import { pageMessages } from "./page-messages.ts";
import { readView } from "./reader.ts";

type Query = z.infer<typeof taskEndpoints.getConversation.query>;
type Answer = z.infer<typeof taskEndpoints.getConversation.answer>;

/** Everything, unless tool calls or thinking are declined. Throws NOT_FOUND or INVALID_CURSOR. */
export async function getConversation(
  world: World,
  principal: Principal,
  { params, query }: { params: { id: string }; query: Query },
): Promise<Answer> {
  const view = await readView(world.db, { ownerId: principal.ownerId, taskId: params.id });
  const roles = MESSAGE_ROLES.filter((role) => {
    if (role === "tool_call" || role === "tool_result") return query.includeToolCalls !== false;
    return role !== "thinking" || query.includeThinking !== false;
  });
  const page = await pageMessages(world.db, view, { query, roles });
  return { taskId: params.id, ...page, messageCount: view.messageCount, cursor: view.cursor };
}
