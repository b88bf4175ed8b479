// The messages of a contract's supervisor, with what it has spawned and what it asks.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import type { taskEndpoints } from "@makima/protocol/tasks";
import type { z } from "zod";
import { getSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { type MessagesQuery, pageMessages } from "./page-messages.ts";
import { readView } from "./reader.ts";

type Answer = z.infer<typeof taskEndpoints.getSupervisorConversation.answer>;

/** Throws NOT_FOUND, NO_SUPERVISOR_STATE or INVALID_CURSOR. */
export async function getSupervisorConversation(
  world: World,
  principal: Principal,
  { params, query }: { params: { id: string }; query: MessagesQuery },
): Promise<Answer> {
  const supervisor = await getSupervisor(world, principal, { params });
  const taskId = supervisor.supervisorTaskId;
  const view = await readView(world.db, { ownerId: principal.ownerId, taskId });
  const page = await pageMessages(world.db, view, { query, roles: MESSAGE_ROLES });
  return {
    contractId: params.id,
    supervisorTaskId: taskId,
    phase: supervisor.phase,
    ...page,
    messageCount: view.messageCount,
    cursor: view.cursor,
    spawnedTasks: supervisor.spawnedTaskIds,
    pendingQuestions: supervisor.pendingQuestions.map(({ id }) => id),
  };
}
