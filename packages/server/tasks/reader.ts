// Tasks as people see them: the row, and what each waits for.
import { tellBreaker } from "@makima/core/restoration";
import type { TaskKind, TaskStatus } from "@makima/core/task";
import { NO_USAGE, type Usage } from "@makima/core/usage";
import type { Task } from "@makima/protocol/tasks";
import { type Reader, statement } from "../db/database.ts";
import { taskCursor } from "../journal/cursor.ts";
import { IS_BUDGET_SPENT } from "../usage/usage.ts";
import { HAS_WORK_AT_HOME_ALONE } from "./bound-to-drained.ts";

type Waiting = Task["waitingFor"][number];

export type TaskViewRow = {
  id: string;
  contractId: string;
  parentTaskId: string | null;
  name: string;
  plan: string;
  kind: TaskKind;
  status: TaskStatus;
  agent: string;
  model: string | null;
  daemonId: string | null;
  epoch: number;
  worktreePath: string | null;
  branch: string;
  baseOn: Task["baseOn"];
  dependsOn: string[];
  currentActivity: string;
  progress: number;
  blocked: { reason?: unknown; wakes?: unknown; hangsOn?: unknown } | null;
  notBefore: Date | null;
  waits: {
    kind: Waiting["kind"];
    questionId: string | null;
    taskIds: string[];
    until: string | null;
    reason: string | null;
  }[];
  openDependencies: string[];
  drainedDaemon: string | null;
  isBudgetSpent: boolean;
  /** its agent does not come up where it would run */
  heldAgent: { daemon: string; detail: string; until: string | null } | null;
  /** its agent cannot be started where it would run; `problem`: in that daemon's words, null where it has no such agent */
  unreadyAgent: { daemon: string; problem: string | null } | null;
  summary: string | null;
  error: string | null;
  forkedFrom: Task["forkedFrom"];
  restorationCount: number;
  usage: Partial<Usage>;
  resultCommit: string | null;
  mergedCommit: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  updatedAt: Date;
  lastEvent: number;
  lastMessage: number;
  lastOutput: number;
};

// The daemon that would have to begin this task's next turn and takes no more work, where no other can.
const DRAINED_DAEMON = `case when t.status in ('pending', 'waiting', 'interrupted')
    and not exists (select 1 from run r where r.owner_id = t.owner_id and r.task_id = t.id and r.status <> 'ended')
    and (t.status = 'interrupted' or exists (
      select 1 from delivery i where i.owner_id = t.owner_id and i.task_id = t.id and i.delivered_at is null and i.kind <> 'notice'))
  then (select h.name from contract c join daemon h on h.owner_id = c.owner_id and h.id = coalesce(t.target_daemon_id, c.daemon_id)
    where c.owner_id = t.owner_id and c.id = t.contract_id and c.status = 'active' and h.drain_asked_at is not null
      and (t.target_daemon_id is not null or ${HAS_WORK_AT_HOME_ALONE} or not exists (
        select 1 from daemon other where other.owner_id = h.owner_id and other.status = 'online' and other.machine = h.machine)))
  end`;

/** The columns of a TaskViewRow and the tables that they come from; the task is called t. */
export const SELECT_TASK_VIEW = `
  select t.id, t.contract_id as "contractId", t.parent_task_id as "parentTaskId", t.name, t.plan, t.kind, t.status, t.agent, t.model,
    t.daemon_id as "daemonId", t.epoch::int as epoch, t.worktree_path as "worktreePath", t.branch,
    case when t.base_on_task_id is not null
      then jsonb_build_object('taskId', t.base_on_task_id, 'checkpointId', t.base_on_checkpoint_id) end as "baseOn",
    t.depends_on::text[] as "dependsOn", t.current_activity as "currentActivity", t.progress, t.blocked, t.not_before as "notBefore", t.summary, t.error,
    t.forked_from as "forkedFrom", t.restoration_count as "restorationCount", t.usage, t.result_commit as "resultCommit",
    t.merged_commit as "mergedCommit", t.created_at as "createdAt", t.started_at as "startedAt", t.ended_at as "endedAt",
    t.updated_at as "updatedAt",
    coalesce((select jsonb_agg(jsonb_build_object('kind', w.kind, 'questionId', w.question_id, 'taskIds', w.task_ids, 'until', w.until,
                'reason', w.reason) order by w.began_at, w.id)
              from wait w where w.owner_id = t.owner_id and w.task_id = t.id and w.ended_at is null), '[]') as waits,
    case when t.status = 'pending' then array(
      select needed.id from task needed
      where needed.owner_id = t.owner_id and needed.id = any (t.depends_on) and needed.status not in ('done', 'failed', 'cancelled')
      order by needed.created_at, needed.id)::text[] else '{}' end as "openDependencies",
    ${DRAINED_DAEMON} as "drainedDaemon",
    t.status in ('pending', 'waiting', 'interrupted') and exists (select 1 from contract c
      where c.owner_id = t.owner_id and c.id = t.contract_id and c.status = 'active' and ${IS_BUDGET_SPENT}) as "isBudgetSpent",
    case when t.status in ('pending', 'interrupted') then (
      select jsonb_build_object('daemon', d.name, 'detail', b.detail, 'until', b.retry_at) from contract c
      join agent_breaker b on b.owner_id = c.owner_id and b.daemon_id = coalesce(t.target_daemon_id, c.daemon_id)
        and b.agent = t.agent and b.status <> 'closed'
      join daemon d on d.owner_id = b.owner_id and d.id = b.daemon_id
      where c.owner_id = t.owner_id and c.id = t.contract_id) end as "heldAgent",
    case when t.status in ('pending', 'interrupted', 'waiting') then (
      select jsonb_build_object('daemon', d.name, 'problem', a ->> 'problem') from contract c
      join daemon d on d.owner_id = c.owner_id and d.id = coalesce(t.target_daemon_id, t.daemon_id, c.daemon_id) and d.status = 'online'
      left join lateral jsonb_array_elements(d.agents) a on a ->> 'name' = t.agent
      where c.owner_id = t.owner_id and c.id = t.contract_id and (a ->> 'ready')::boolean is distinct from true) end as "unreadyAgent",
    coalesce(j.last_event, 0)::int as "lastEvent", coalesce(v.last_seq, 0)::int as "lastMessage",
    coalesce(v.last_output, 0)::int as "lastOutput", t.created_at::text as place
  from task t
  left join journal j on j.owner_id = t.owner_id and j.contract_id = t.contract_id
  left join conversation v on v.owner_id = t.owner_id and v.task_id = t.id`;

const READ_TASK = statement("read-task", `${SELECT_TASK_VIEW} where t.owner_id = $1 and t.id = $2`);

/** Null when there is none, or it is another owner's. */
export async function readTask(
  reader: Reader,
  of: { ownerId: string; taskId: string },
): Promise<Task | null> {
  const row = await reader.row<TaskViewRow>(READ_TASK, [of.ownerId, of.taskId]);
  return row === null ? null : showTask(row);
}

/** A row as the API shows it. */
export const showTask = (row: TaskViewRow): Task => ({
  id: row.id,
  contractId: row.contractId,
  parentTaskId: row.parentTaskId,
  name: row.name,
  plan: row.plan,
  kind: row.kind,
  status: row.status,
  agent: row.agent,
  model: row.model,
  daemonId: row.daemonId,
  epoch: row.epoch,
  worktreePath: row.worktreePath,
  branch: row.branch,
  baseOn: row.baseOn,
  dependsOn: row.dependsOn,
  currentActivity: row.currentActivity,
  progress: row.progress,
  waitingFor: waitingFor(row),
  summary: row.summary,
  error: row.error,
  forkedFrom: row.forkedFrom,
  restorationCount: row.restorationCount,
  usage: { ...NO_USAGE, ...row.usage },
  resultCommit: row.resultCommit,
  mergedCommit: row.mergedCommit,
  cursor: taskCursor({
    taskId: row.id,
    event: row.lastEvent,
    message: row.lastMessage,
    output: row.lastOutput,
  }),
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
  updatedAt: row.updatedAt.toISOString(),
});

function waitingFor({
  waits,
  openDependencies,
  drainedDaemon,
  isBudgetSpent,
  blocked,
  notBefore,
  heldAgent,
  unreadyAgent,
  agent,
}: TaskViewRow): Waiting[] {
  const open = waits.map(
    ({ kind, questionId, taskIds, until, reason }): Waiting => ({
      kind,
      ...(questionId === null ? {} : { questionId }),
      ...(taskIds.length === 0 ? {} : { taskIds }),
      ...(until === null ? {} : { until: new Date(until).toISOString() }),
      ...(reason === null ? {} : { reason }),
    }),
  );
  if (openDependencies.length > 0) open.push({ kind: "dependencies", taskIds: openDependencies });
  if (drainedDaemon !== null) {
    open.push({ kind: "capacity", reason: `no daemon can take this: ${drainedDaemon} is draining` });
  }
  if (isBudgetSpent) open.push({ kind: "person", reason: "the budget of its contract is spent" });
  if (heldAgent !== null) {
    const until = heldAgent.until === null ? {} : { until: new Date(heldAgent.until).toISOString() };
    open.push({ kind: "capacity", reason: tellBreaker({ agent, ...heldAgent }), ...until });
  }
  if (unreadyAgent !== null) {
    const { daemon, problem } = unreadyAgent;
    open.push({ kind: "capacity", reason: `on ${daemon}: ${problem ?? `there is no agent ${agent}`}` });
  }
  const isHeld = blocked !== null && !waits.some(({ kind }) => kind === "person" || kind === "capacity");
  if (isHeld) {
    const reason = typeof blocked.reason === "string" ? { reason: blocked.reason } : {};
    const question = typeof blocked.hangsOn === "string" ? { questionId: blocked.hangsOn } : {};
    const wakesAt = blocked.wakes === true ? notBefore : null;
    open.push(
      wakesAt === null
        ? { kind: "person", ...reason, ...question }
        : { kind: "time", until: wakesAt.toISOString(), ...reason },
    );
  }
  return open;
}
