// Takes up an interrupted or held task for a person: it goes on with its conversation and its worktree in a new epoch.
import { Refusal } from "@makima/protocol/errors";
import type { taskEndpoints } from "@makima/protocol/tasks";
import type { z } from "zod";
import { readTask, withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { resumeHeld } from "./resume-held.ts";

type Resume = typeof taskEndpoints.resumeTask;

/** Throws NOT_FOUND and what `resumeHeld` throws. */
export function resumeTask(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: z.output<Resume["body"]> },
): Promise<z.output<Resume["answer"]>> {
  const key = { ownerId: principal.ownerId, taskId: params.id };
  return withTask(world, key, async (held) => {
    const report = await resumeHeld({
      world,
      held,
      actor: { kind: "person", id: principal.keyId },
      wish: {
        plan: null,
        checkpointId: null,
        targetDaemonId: body.targetDaemonId ?? null,
        agent: body.agent ?? null,
        additionalContext: body.additionalContext ?? null,
        dryRun: body.dryRun,
      },
    });
    const task = await readTask(held.tx, key);
    if (task === null) throw new Refusal("NOT_FOUND", "no such task");
    return { ...task, report };
  });
}
