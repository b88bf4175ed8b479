// A task goes on on another machine: what that one cannot have is left where it was made, and told.
import { statement, type Tx } from "../db/database.ts";
import { resetResult } from "../tasks/tasks.ts";
import { SET_LEFT } from "./writer.ts";

/** What stays on the machine that the task goes away from. */
export type LeftBehind = {
  daemonId: string;
  /** that daemon's name */
  machine: string;
  /** the checkpoint that the task goes on from; null: from where it began */
  from: { number: number; madeAt: string } | null;
  /** checkpoints after it that are not to be had here */
  checkpoints: number;
};

// The number of the newest checkpoint that can be had anywhere.
const STANDING = statement(
  "standing-of-checkpoints",
  `select d.id as "daemonId", d.name as machine, k.number, k.created_at as "madeAt", k.commit
   from task t
   join daemon d on d.owner_id = t.owner_id and d.id = t.daemon_id
   left join lateral (
     select number, created_at, commit from checkpoint
     where owner_id = t.owner_id and task_id = t.id and bundled and left_on is null order by number desc limit 1
   ) k on true
   where t.owner_id = $1 and t.id = $2 and t.daemon_id is not null and t.daemon_id <> $3`,
);

type Standing = {
  daemonId: string;
  machine: string;
  number: number | null;
  madeAt: Date | null;
  commit: string | null;
};

/** The caller holds the task, which goes on on this daemon. Null when it was there already, or nowhere. */
export async function leaveBehind(
  tx: Tx,
  { ownerId, taskId, daemonId }: { ownerId: string; taskId: string; daemonId: string },
): Promise<LeftBehind | null> {
  const standing = await tx.row<Standing>(STANDING, [ownerId, taskId, daemonId]);
  if (standing === null) return null;
  const { number, madeAt, commit, machine } = standing;
  const checkpoints = await tx.run(SET_LEFT, [ownerId, taskId, number ?? 0]);
  if (checkpoints > 0) await resetResult(tx, { ownerId, taskId, commit });
  const from = number === null || madeAt === null ? null : { number, madeAt: madeAt.toISOString() };
  return { daemonId: standing.daemonId, machine, from, checkpoints };
}
