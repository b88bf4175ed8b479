// The frame of both calls for a rewind: resolved and written under the locks, then waited for.
import type { RewindPreview } from "@makima/protocol/rewinds";
import { Pending } from "../pending.ts";
import { type Held, withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { askRewind, refuseUnfit } from "./ask-rewind.ts";
import { awaitRewind, type RewindResult } from "./await-rewind.ts";
import type { RewindWish } from "./wish.ts";

/** Throws NOT_FOUND, what `resolve` throws, and what `refuseUnfit`, `askRewind` and `awaitRewind` throw. */
export async function askAndWait<Shown>(
  world: World,
  asking: {
    principal: Principal;
    taskId: string;
    dryRun: boolean;
    resolve: (held: Held) => Promise<RewindWish>;
    show: (done: RewindResult) => Shown;
  },
): Promise<RewindPreview | Shown | Pending> {
  const { principal, taskId, dryRun } = asking;
  const { ownerId } = principal;
  const asked = await withTask(world, { ownerId, taskId }, async (held) => {
    await refuseUnfit(held);
    return askRewind(world, { held, principal, wish: await asking.resolve(held), dryRun });
  });
  if (!(asked instanceof Pending)) return asked;
  const done = await awaitRewind(world, { ownerId, rewindId: asked.operationId });
  return done instanceof Pending || "dryRun" in done ? done : asking.show(done);
}
