// A task's row, locked until COMMIT; the contract's row is locked before it.
import type { ForkWay, PointType } from "@makima/core/fork";
import type { TaskKind, TaskStatus } from "@makima/core/task";
import { Refusal } from "@makima/protocol/errors";
import { statement, type Tx } from "../db/database.ts";

/** The moment that a task was forked from. */
export type ForkedFrom = {
  taskId: string;
  type: PointType;
  checkpointId: string | null;
  messageId: string | null;
  at: string;
  way: ForkWay;
};

/** What its agent was refused last; `inARow`: so often with no good turn between. */
export type LastRefusal = { kind: string; inARow: number };

export type TaskRow = {
  ownerId: string;
  id: string;
  contractId: string;
  parentTaskId: string | null;
  name: string;
  refName: string;
  plan: string;
  kind: TaskKind;
  status: TaskStatus;
  agent: string;
  model: string | null;
  targetDaemonId: string | null;
  daemonId: string | null;
  epoch: number;
  branch: string;
  baseOnTaskId: string | null;
  baseOnCheckpointId: string | null;
  /** the commit that its worktree was first made from, once that is known */
  baseCommit: string | null;
  forkedFrom: ForkedFrom | null;
  dependsOn: string[];
  progress: number;
  currentActivity: string;
  blocked: Record<string, unknown> | null;
  summary: string | null;
  resultCommit: string | null;
  restorationCount: number;
  /** what a person has decided about its next restoration, as it was stored */
  recovery: unknown;
  emptyRuns: number;
  /** runs in a row that their agent lost before a turn ended */
  crashes: number;
  refusal: LastRefusal | null;
};

export type TaskKey = { ownerId: string; taskId: string };

const COLUMNS = `owner_id as "ownerId", id, contract_id as "contractId", parent_task_id as "parentTaskId", name, ref_name as "refName", plan,
  kind, status, agent, model, target_daemon_id as "targetDaemonId", daemon_id as "daemonId", epoch::int, branch,
  base_on_task_id as "baseOnTaskId", base_on_checkpoint_id as "baseOnCheckpointId", base_commit as "baseCommit",
  forked_from as "forkedFrom", depends_on as "dependsOn", progress::int,
  current_activity as "currentActivity", blocked, summary, result_commit as "resultCommit", restoration_count as "restorationCount", recovery,
  empty_runs::int as "emptyRuns", crashes::int, refusal`;

const LOCK_TASK = statement(
  "lock-task",
  `select ${COLUMNS} from task where owner_id = $1 and id = $2 for update`,
);

/** Throws NOT_FOUND. */
export async function lockTask(tx: Tx, { ownerId, taskId }: TaskKey): Promise<TaskRow> {
  const task = await tx.row<TaskRow>(LOCK_TASK, [ownerId, taskId]);
  if (task === null) throw new Refusal("NOT_FOUND", "no such task");
  return task;
}
