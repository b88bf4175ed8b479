// Signs of life: their runs have said something new, which moves the last activity of these supervisors and nothing else.
import type { World } from "../world.ts";
import { TOUCH_SUPERVISORS } from "./writer.ts";

/** Tasks that are no supervisors, or not in a run of this daemon, are left alone. One statement, however many there are. */
export async function noteSigns(
  world: World,
  { ownerId, daemonId, taskIds }: { ownerId: string; daemonId: string; taskIds: readonly string[] },
): Promise<void> {
  if (taskIds.length === 0) return;
  await world.db.transaction((tx) => tx.run(TOUCH_SUPERVISORS, [ownerId, daemonId, taskIds]));
}
