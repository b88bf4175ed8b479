// Where a fork's worktree begins, and on which machine that can be had.
import { Refusal } from "@makima/protocol/errors";
import { type Reader, statement } from "../db/database.ts";
import type { Point } from "./find-point.ts";

export type ForkCode = {
  baseOn: { taskId: string; checkpointId: string } | null;
  baseCommit: string | null;
  targetDaemonId: string | null;
};

const DAEMON = statement(
  "daemon-of-code",
  `select name, status <> 'offline' as "isThere", revoked_at is not null as "isRevoked" from daemon where owner_id = $1 and id = $2`,
);

const BASE = statement(
  "base-of-task",
  `select t.base_commit as "baseCommit", k.task_id as "taskId", k.id as "checkpointId"
   from task t left join checkpoint k on k.owner_id = t.owner_id and k.id = t.base_on_checkpoint_id
   where t.owner_id = $1 and t.id = $2`,
);

/** Throws NOTHING_TO_FORK where nobody knows the code of then, COMMIT_GONE where the one machine that has it will not come back. */
export async function chooseCode(
  reader: Reader,
  {
    contract,
    point,
    targetDaemonId,
  }: { contract: { ownerId: string; daemonId: string | null }; point: Point; targetDaemonId: string | null },
): Promise<ForkCode> {
  const { ownerId } = contract;
  const { checkpoint } = point;
  if (checkpoint === null) return codeOfBeginning(reader, { ownerId, point, targetDaemonId });
  const baseOn = { taskId: checkpoint.taskId, checkpointId: checkpoint.id };
  const code = { baseOn, baseCommit: null };
  if (targetDaemonId !== null || (checkpoint.bundled && !checkpoint.isLeft) || checkpoint.daemonId === null)
    return { ...code, targetDaemonId };
  const { daemonId } = checkpoint;
  await refuseGone(reader, { ownerId, daemonId, checkpoint });
  // By itself a task begins at the contract's home, or where that has gone.
  return { ...code, targetDaemonId: daemonId === contract.daemonId && !checkpoint.isLeft ? null : daemonId };
}

/** The only copy is on one machine. */
async function refuseGone(
  reader: Reader,
  {
    ownerId,
    daemonId,
    checkpoint,
  }: { ownerId: string; daemonId: string; checkpoint: { number: number; isLeft: boolean } },
): Promise<void> {
  const daemon = await reader.row<{ name: string; isThere: boolean; isRevoked: boolean }>(DAEMON, [
    ownerId,
    daemonId,
  ]);
  if (daemon === null) throw new Error(`daemon ${daemonId} of a run is gone`);
  if (!daemon.isRevoked && (daemon.isThere || !checkpoint.isLeft)) return;
  const why = daemon.isRevoked ? "which is revoked" : "which is away";
  throw new Refusal("COMMIT_GONE", `checkpoint ${checkpoint.number} is on ${daemon.name} alone, ${why}`);
}

async function codeOfBeginning(
  reader: Reader,
  { ownerId, point, targetDaemonId }: { ownerId: string; point: Point; targetDaemonId: string | null },
): Promise<ForkCode> {
  const base = await reader.row<{
    baseCommit: string | null;
    taskId: string | null;
    checkpointId: string | null;
  }>(BASE, [ownerId, point.codeOf]);
  const { taskId = null, checkpointId = null, baseCommit = null } = base ?? {};
  if (taskId !== null && checkpointId !== null)
    return { baseOn: { taskId, checkpointId }, baseCommit: null, targetDaemonId };
  if (baseCommit !== null) return { baseOn: null, baseCommit, targetDaemonId };
  throw new Refusal("NOTHING_TO_FORK", "it had no worktree yet, and made no checkpoint by then");
}
