// Takes a supervisor's conversation back for a person, with its code if wished.
import type { RewindConversation, RewindPreview, RewoundConversation } from "@makima/protocol/rewinds";
import type { Pending } from "../pending.ts";
import { getSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import { askAndWait } from "./ask-and-wait.ts";
import { resolveConversationWish } from "./resolve-conversation-wish.ts";

/** Throws NOT_FOUND, NO_SUPERVISOR_STATE, and what `resolveConversationWish` and `askAndWait` throw. */
export async function rewindConversation(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: RewindConversation },
): Promise<RewindPreview | RewoundConversation | Pending> {
  const { supervisorTaskId } = await getSupervisor(world, principal, { params });
  return askAndWait(world, {
    principal,
    taskId: supervisorTaskId,
    dryRun: body.dryRun,
    resolve: (held) => resolveConversationWish(held, body),
    show: ({ checkpointId: _, filesChanged: __, branch: ___, ...shown }) => shown,
  });
}
