// Worktrees as rows, with what is known of their tasks.
import { isTaskOver, type TaskStatus } from "@makima/core/task";
import { keptFor, type WorkStanding } from "@makima/core/worktree";
import type { Worktree } from "@makima/protocol/worktrees";
import type { Config } from "../config.ts";

export type WorktreeRow = Omit<
  Worktree,
  "daemon" | "checkpoint" | "goesAt" | "removedAt" | "returnedAt" | "bytes" | "taskStatus" | "work"
> & {
  ownerId: string;
  taskStatus: TaskStatus;
  work: WorkStanding;
  daemonId: string;
  daemonName: string;
  isOnline: boolean;
  bytes: string | null;
  checkpointNumber: number | null;
  checkpointCommit: string | null;
  checkpointAt: Date | null;
  removedAt: Date | null;
  returnedAt: Date | null;
  /** since when nothing happens in it; null while its task goes on */
  restSince: Date | null;
  restMs: number | null;
  isDeferred: boolean;
};

const REST =
  "case when t.status in ('done', 'failed', 'cancelled') then greatest(t.ended_at, w.returned_at) end";

// A run that was stopped made a checkpoint as its last act; one that was lost may have left what no checkpoint holds.
export const SELECT_WORKTREES = `select w.owner_id as "ownerId", w.task_id as "taskId", t.name as "taskName", t.kind as "taskKind",
     t.status as "taskStatus", t.contract_id as "contractId", c.name as "contractName", w.daemon_id as "daemonId", d.name as "daemonName",
     d.status <> 'offline' as "isOnline", w.state, w.bytes, w.problem, w.left_out as "leftOut", w.removed_at as "removedAt",
     w.returned_at as "returnedAt", ${REST} as "restSince", (extract(epoch from app_now() - ${REST}) * 1000)::float8 as "restMs",
     coalesce(w.not_before > app_now(), false) as "isDeferred",
     case when t.merged_commit is not null then 'merged' when t.result_commit is not null then 'unmerged' else 'unchanged' end as work,
     w.state = 'removed' or coalesce(r.end_reason in ('parked', 'finished', 'failed', 'cancelled', 'paused', 'drained'), false) as "isCaptured",
     k.number as "checkpointNumber", k.commit as "checkpointCommit", k.created_at as "checkpointAt"
   from worktree w
   join task t on t.owner_id = w.owner_id and t.id = w.task_id
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   join daemon d on d.owner_id = w.owner_id and d.id = w.daemon_id
   left join lateral (select end_reason from run
     where owner_id = w.owner_id and task_id = w.task_id and daemon_id = w.daemon_id order by epoch desc limit 1) r on true
   left join lateral (select number, commit, created_at from checkpoint
     where owner_id = w.owner_id and task_id = w.task_id order by number desc limit 1) k on true`;

export function showWorktree(row: WorktreeRow, config: Config): Worktree {
  const { checkpointNumber: number, checkpointCommit: commit, checkpointAt } = row;
  return {
    taskId: row.taskId,
    taskName: row.taskName,
    taskKind: row.taskKind,
    taskStatus: row.taskStatus,
    contractId: row.contractId,
    contractName: row.contractName,
    daemon: { id: row.daemonId, name: row.daemonName, isOnline: row.isOnline },
    state: row.state,
    bytes: bytesOf(row),
    work: row.work,
    isCaptured: row.isCaptured,
    checkpoint:
      number === null || commit === null || checkpointAt === null
        ? null
        : { number, commit, createdAt: checkpointAt.toISOString() },
    goesAt: goesAt(row, config),
    problem: row.problem,
    leftOut: row.leftOut,
    removedAt: row.removedAt?.toISOString() ?? null,
    returnedAt: row.returnedAt?.toISOString() ?? null,
  };
}

export const bytesOf = ({ bytes }: WorktreeRow): number | null => (bytes === null ? null : Number(bytes));

export const ruleOf = (config: Config) => ({
  keepMs: config.worktreeKeepMs,
  keepUnmergedMs: config.worktreeKeepUnmergedMs,
  diskBytes: config.worktreeDiskMb * 2 ** 20,
});

function goesAt({ state, taskStatus, restSince, work }: WorktreeRow, config: Config): string | null {
  if (state !== "standing" || restSince === null || !isTaskOver(taskStatus)) return null;
  return new Date(restSince.getTime() + keptFor(work, ruleOf(config))).toISOString();
}
