// What became of a removal: the checkpoints that were made first, and whether the checkout is in the trash can.
import { removeResult } from "@makima/protocol/mesh";
import { keepCheckpoint } from "../checkpoints/checkpoints.ts";
import type { CommandResult } from "../daemons/daemons.ts";
import { statement, type Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { lockTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { SET_REMOVED, SET_STAYS } from "./writer.ts";

type Removal = {
  ownerId: string;
  daemonId: string;
  taskId: string;
  commandId: string;
  phase: string;
  actor: Actor;
  result: CommandResult;
};

// A checkpoint belongs to the run that left the worktree so, and that ran there.
const EPOCH = statement(
  "newest-epoch-at-daemon",
  "select max(epoch)::int as epoch from run where owner_id = $1 and task_id = $2 and daemon_id = $3",
);

/** The caller holds the contract. */
export async function recordRemoval(
  tx: Tx,
  { world, removal }: { world: World; removal: Removal },
): Promise<void> {
  const { ownerId, daemonId, taskId, commandId, phase, actor, result } = removal;
  const key = [ownerId, daemonId, taskId] as const;
  if (!result.ok) return tx.send(SET_STAYS, [...key, result.message, commandId]);
  const { removed, kept, warnings, leftOut, teardownFailure } = removeResult.parse(result.value);
  const task = await lockTask(tx, { ownerId, taskId });
  const run = await tx.row<{ epoch: number | null }>(EPOCH, [...key.slice(0, 1), taskId, daemonId]);
  for (const made of kept)
    await keepCheckpoint(tx, {
      ...{ ids: world.ids, task, phase, epoch: run?.epoch ?? task.epoch, made, actor },
      isResult: false,
    });
  if (!removed) {
    const problem = `It holds what no checkpoint can take: ${warnings.join(" ")}`.slice(0, 2000);
    return tx.send(SET_STAYS, [...key, problem, commandId]);
  }
  tx.send(SET_REMOVED, [...key, JSON.stringify(leftOut), commandId]);
  const data = { name: task.name, leftOut, checkpoint: kept.at(-1)?.number ?? null, teardownFailure };
  await appendEvents(tx, { ownerId, contractId: task.contractId }, [
    { type: "worktree.removed", actor, taskId, phase, data },
  ]);
}
