// Takes a task's code back to a checkpoint for a person, with its conversation if wished.
import type { RewindPreview, RewindTask, RewoundTask } from "@makima/protocol/rewinds";
import type { Pending } from "../pending.ts";
import type { Principal, World } from "../world.ts";
import { askAndWait } from "./ask-and-wait.ts";
import { resolveTaskWish } from "./resolve-task-wish.ts";

/** Throws NOT_FOUND, and what `resolveTaskWish` and `askAndWait` throw. */
export async function rewindTask(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: RewindTask },
): Promise<RewindPreview | RewoundTask | Pending> {
  const { dryRun } = body;
  return askAndWait(world, {
    principal,
    taskId: params.id,
    dryRun,
    resolve: (held) => resolveTaskWish(held, body),
    show: ({ contractId: _, codeRewound: __, ...shown }) => shown,
  });
}
