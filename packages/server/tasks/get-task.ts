// One task.
import type { Task } from "@makima/protocol/tasks";
import type { Principal, World } from "../world.ts";
import { viewTask } from "./view-task.ts";

/** Throws NOT_FOUND, also for another owner's. */
export const getTask = (
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<Task> => viewTask(world.db, { ownerId: principal.ownerId, taskId: params.id });
