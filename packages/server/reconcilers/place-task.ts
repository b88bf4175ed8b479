// Puts a task on the daemon where its next run begins: what cannot be had there is left behind, and its epoch grows.
import { type LeftBehind, leaveBehind } from "../checkpoints/checkpoints.ts";
import { growEpoch, type Held } from "../tasks/tasks.ts";

/** `task` as it is from here on; `left`: null when it was there already, or nowhere. */
export async function placeTask(
  { tx, task }: Held,
  daemonId: string,
): Promise<{ task: Held["task"]; left: LeftBehind | null }> {
  const left = await leaveBehind(tx, { ownerId: task.ownerId, taskId: task.id, daemonId });
  const epoch = await growEpoch(tx, { task, daemonId, status: "starting" });
  return { task: { ...task, epoch, daemonId, status: "starting" }, left };
}
