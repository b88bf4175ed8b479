// A person's own command in the worktree of a task that has ended: its tests, to compare it with others.
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import { tryResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { askHands } from "../calls/calls.ts";
import { repositoryOf } from "../contracts/contracts.ts";
import { Pending } from "../pending.ts";
import type { Principal, World } from "../world.ts";

/** Throws NOT_FOUND, NO_RESULT, TASK_NOT_FINISHED: nothing runs beside an agent. And NO_DAEMON, DAEMON_FAILED. */
export async function tryCommand(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: { command: string; timeoutSeconds: number } },
): Promise<z.infer<typeof tryResult> | Pending> {
  const by = { principal, taskId: params.id, inWorktree: true };
  const value = await askHands(world, by, ({ contract, task }) => {
    if (!isTaskOver(task.status)) throw new Refusal("TASK_NOT_FINISHED", `the task is ${task.status}`);
    if (task.epoch === 0) throw new Refusal("NO_RESULT", "the task never began");
    return {
      kind: "try_command",
      contractId: contract.id,
      taskId: task.id,
      command: body.command,
      timeoutMs: body.timeoutSeconds * 1000,
      repository: repositoryOf(contract),
    };
  });
  return value instanceof Pending ? value : tryResult.parse(value);
}
