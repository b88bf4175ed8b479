// Keeps one of the forks of a moment: those that still work are cancelled, with all that they did kept as any cancelled task's; those that have
// ended stay as they are. The original is none of them.
import { isTaskOver } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import type { KeptFork } from "@makima/protocol/forks";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { finishTask, lockTask, viewTask, withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { siblingsOf } from "./siblings.ts";

/** Throws NOT_FOUND, NO_FORKS, TASK_FINISHED for a fork that failed or was cancelled. */
export function keepFork(
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<KeptFork> {
  const { ownerId, keyId } = principal;
  const actor: Actor = { kind: "person", id: keyId };
  return withTask(world, { ownerId, taskId: params.id }, async ({ tx, contract, task }) => {
    if (task.forkedFrom?.way !== "fork") throw new Refusal("NO_FORKS", `${task.name} is no fork`);
    if (isTaskOver(task.status) && task.status !== "done")
      throw new Refusal("TASK_FINISHED", `${task.name} is ${task.status}, so there is nothing to keep`);
    const { ids } = await siblingsOf(tx, { ownerId, taskId: task.id });
    const others = ids.filter((id) => id !== task.id).toSorted();
    const ended: string[] = [];
    for (const taskId of others) {
      const other = await lockTask(tx, { ownerId, taskId });
      const finish = { status: "cancelled" as const, reason: `${task.name} was kept` };
      if (await finishTask(tx, { world, task: other, phase: contract.phase, actor, finish }))
        ended.push(other.name);
    }
    const of = { ownerId, contractId: contract.id };
    const data = { name: task.name, others: ended };
    await appendEvents(tx, of, [{ type: "task.kept", actor, taskId: task.id, phase: contract.phase, data }]);
    await saveSupervisor(tx, of, { actor, activity: `Kept fork ${task.name}` });
    const [kept, ...rest] = await Promise.all(
      [task.id, ...others].map((taskId) => viewTask(tx, { ownerId, taskId })),
    );
    if (kept === undefined) throw new Error("the kept fork is there");
    return { kept, others: rest };
  });
}
