// Has those worktrees of finished tasks removed whose time is over, or whose room is wanted.
import { chooseRemovals, type StandingWorktree } from "@makima/core/worktree";
import { statement } from "../db/database.ts";
import { withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { orderRemoval } from "./order-removal.ts";
import { bytesOf, ruleOf, SELECT_WORKTREES, type WorktreeRow } from "./reader.ts";

// All owners' daemons that are there; those of the same daemon come together.
const STANDING = statement(
  "standing-worktrees",
  `${SELECT_WORKTREES} where w.state = 'standing' and d.status <> 'offline' order by w.owner_id, w.daemon_id`,
);

/** What a daemon is asked for at once: its disk has other work to do. */
const AT_ONCE = 20;

/** Gives how many were ordered to go. */
export async function removeDue(world: World): Promise<number> {
  const rows = await world.db.rows<WorktreeRow>(STANDING, []);
  let did = 0;
  for (const ofDaemon of Map.groupBy(rows, ({ daemonId }) => daemonId).values()) {
    const chosen = new Set(chooseRemovals(ofDaemon.map(toStanding), ruleOf(world.config)));
    const due = ofDaemon.filter(({ taskId, isDeferred }) => chosen.has(taskId) && !isDeferred);
    for (const { ownerId, taskId, daemonId } of due.slice(0, AT_ONCE))
      if (
        await withTask(world, { ownerId, taskId }, (held) =>
          orderRemoval(world, { held, daemonId, evenWithLosses: false }),
        )
      )
        did += 1;
  }
  return did;
}

const toStanding = (row: WorktreeRow): StandingWorktree => ({
  taskId: row.taskId,
  work: row.work,
  bytes: bytesOf(row) ?? 0,
  restMs: row.restMs,
  isReturned: row.returnedAt !== null,
});
