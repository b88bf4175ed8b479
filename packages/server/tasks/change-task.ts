// The frame of what a person does to a task: one transaction, the supervisor's save point at its end, and the task as it stands then.
import type { Task } from "@makima/protocol/tasks";
import type { Actor } from "../journal/journal.ts";
import { type SupervisorChange, saveSupervisor } from "../supervisors/supervisors.ts";
import type { Principal, World } from "../world.ts";
import type { TaskKey } from "./lock-task.ts";
import { viewTask } from "./view-task.ts";
import { type Held, withTask } from "./with-task.ts";

export type Changing = Held & { key: TaskKey; actor: Actor };

/** `shown`: the task that the answer shows, when it is another one; `activity`: what the supervisor's state says of it. */
export type Changed = { shown?: string; activity?: string };

/** Throws NOT_FOUND and what `change` throws. */
export function changeTask(
  world: World,
  { principal, id }: { principal: Principal; id: string },
  change: (changing: Changing) => Promise<Changed>,
): Promise<Task> {
  const key = { ownerId: principal.ownerId, taskId: id };
  const actor: Actor = { kind: "person", id: principal.keyId };
  return withTask(world, key, async (held) => {
    const { shown, activity } = await change({ ...held, key, actor });
    const saved: SupervisorChange = activity === undefined ? { actor } : { actor, activity };
    await saveSupervisor(held.tx, { ownerId: key.ownerId, contractId: held.contract.id }, saved);
    return viewTask(held.tx, { ...key, taskId: shown ?? id });
  });
}
