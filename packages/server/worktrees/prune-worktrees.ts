// A person has finished tasks' worktrees moved to the trash can now, or sees which would go.
import { isTaskOver } from "@makima/core/task";
import { Refusal, refuseField } from "@makima/protocol/errors";
import type { Pruned, worktreeEndpoints } from "@makima/protocol/worktrees";
import type { z } from "zod";
import { lockContract } from "../contracts/contracts.ts";
import { statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { lockTask, readTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { orderRemoval } from "./order-removal.ts";
import { SELECT_WORKTREES, showWorktree, type WorktreeRow } from "./reader.ts";

type Body = z.infer<typeof worktreeEndpoints.pruneWorktrees.body>;

const CANDIDATES = statement(
  "worktrees-to-prune",
  `${SELECT_WORKTREES}
   where w.owner_id = $1 and ($2::uuid[] is null or w.task_id = any($2)) and ($3::uuid is null or t.contract_id = $3)
     and ($2::uuid[] is not null or (w.state = 'standing' and t.status in ('done', 'failed', 'cancelled')))
   order by t.contract_id, w.task_id limit 500`,
);

/** Throws NOT_FOUND, WORKTREE_IN_USE, DAEMON_GONE; then nothing goes. */
export async function pruneWorktrees(
  world: World,
  { ownerId }: Principal,
  { body }: { body: Body },
): Promise<Pruned> {
  const { taskIds, contractId, dryRun, evenWithLosses } = body;
  if (evenWithLosses && taskIds === undefined)
    throw refuseField("evenWithLosses", "name the tasks whose worktrees go with what no checkpoint can hold");
  return world.db.transaction(async (tx) => {
    const values = [ownerId, taskIds ?? null, contractId ?? null];
    const rows = await tx.rows<WorktreeRow>(CANDIDATES, values);
    for (const taskId of taskIds ?? []) await refuseUntold(tx, { ownerId, taskId, rows });
    if (taskIds !== undefined) refuseNamed(rows);
    const items: Pruned["items"] = [];
    for (const row of rows) {
      const stays = whyItStays(row, body);
      const goes = stays === null && (dryRun || (await order(tx, { world, row, evenWithLosses })));
      const why = stays ?? (goes ? `its task is ${row.taskStatus}` : "somebody else is at it");
      items.push({ ...showWorktree(row, world.config), goes, why });
    }
    return { items, bytes: items.reduce((sum, { goes, bytes }) => sum + (goes ? (bytes ?? 0) : 0), 0) };
  });
}

/** In the order of contracts and tasks, as everybody locks them: two who do this never wait for each other in a circle. */
async function order(
  tx: Tx,
  { world, row, evenWithLosses }: { world: World; row: WorktreeRow; evenWithLosses: boolean },
): Promise<boolean> {
  const { ownerId, taskId, contractId, daemonId } = row;
  const contract = await lockContract(tx, { ownerId, contractId });
  const task = await lockTask(tx, { ownerId, taskId });
  tx.onCommit(() => world.doorbell.ring(bell.contract(contractId)));
  return orderRemoval(world, { held: { tx, contract, task }, daemonId, evenWithLosses });
}

/** One that goes on may have a worktree that its daemon has not told of yet. Throws NOT_FOUND, WORKTREE_IN_USE. */
async function refuseUntold(
  tx: Tx,
  { ownerId, taskId, rows }: { ownerId: string; taskId: string; rows: readonly WorktreeRow[] },
): Promise<void> {
  if (rows.some((row) => row.taskId === taskId)) return;
  const task = await readTask(tx, { ownerId, taskId });
  if (task !== null && task.epoch > 0 && !isTaskOver(task.status)) throw inUseBy(task.name, task.status);
  throw new Refusal("NOT_FOUND", `task ${taskId} has no worktree anywhere`);
}

const inUseBy = (name: string, status: string): Refusal =>
  new Refusal("WORKTREE_IN_USE", `${name} is ${status}: its worktree is in use`);

/** What a person names and cannot go is an error; of all the rest some simply stay. */
function refuseNamed(rows: readonly WorktreeRow[]): void {
  const inUse = rows.find(({ taskStatus }) => !isTaskOver(taskStatus));
  if (inUse !== undefined) throw inUseBy(inUse.taskName, inUse.taskStatus);
  const away = rows.find(({ isOnline, state }) => !isOnline && state === "standing");
  if (away !== undefined)
    throw new Refusal("DAEMON_GONE", `${away.daemonName} is away, and the worktree is there`);
}

function whyItStays(row: WorktreeRow, { unmerged, taskIds }: Body): string | null {
  if (row.state !== "standing")
    return {
      going: "it goes already",
      coming: "it is being brought back",
      removed: "it is in the trash can",
      missing: "its folder is gone",
    }[row.state];
  if (!row.isOnline) return "its daemon is away";
  if (row.work === "unmerged" && !unmerged && taskIds === undefined) return "its result is not merged";
  return null;
}
