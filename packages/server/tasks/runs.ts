// The runs of a task: the one that lives, and the newest that ended.
import { type Reader, statement } from "../db/database.ts";
import type { TaskKey } from "./lock-task.ts";

export type RunRow = {
  taskId: string;
  epoch: number;
  daemonId: string | null;
  bootId: string | null;
  status: "starting" | "idle" | "turning" | "ended";
  turn: number;
  canSteer: boolean;
  agentSession: string | null;
  endReason: string | null;
  endDetail: string | null;
  endedInTurn: boolean;
  /** its last turn was cancelled */
  turnCut: boolean;
  endedAt: Date | null;
};

const COLUMNS = `task_id as "taskId", epoch::int, daemon_id as "daemonId", boot_id as "bootId", status, turn, can_steer as "canSteer",
  agent_session as "agentSession", end_reason as "endReason", end_detail as "endDetail", ended_in_turn as "endedInTurn",
  turn_cut as "turnCut", ended_at as "endedAt"`;

const LIVE_RUN = statement(
  "live-run",
  `select ${COLUMNS} from run where owner_id = $1 and task_id = $2 and status <> 'ended'`,
);
const NEWEST_RUN = statement(
  "newest-run",
  `select ${COLUMNS} from run where owner_id = $1 and task_id = $2 order by epoch desc limit 1`,
);
// A session knows no prompt that was on its way when its run was lost. What such a prompt brought (an answer, a notice) would never be heard
// if that session were loaded: the newest word has to be the agent's own, and of the newest run that had a process. Nor is a session loaded that
// may hold a message whose run did not live to tell so: that message is told anew.
const NEWEST_SESSION = statement(
  "newest-agent-session",
  `select r.session, r."daemonId", r.epoch::int, r.turn from (
     select owner_id, task_id, epoch, turn, agent, agent_session as session, daemon_id as "daemonId" from run
     where owner_id = $1 and task_id = $2 and daemon_id is not null and status = 'ended' order by epoch desc limit 1) r
   where r.session is not null
     and r.agent is not distinct from (select agent from task where owner_id = $1 and id = $2)
     and r.epoch >= (select segment_epoch from conversation where owner_id = $1 and task_id = $2) and (
     select m.role from message m
     where m.owner_id = r.owner_id and m.task_id = r.task_id and m.epoch <= r.epoch
       and (m.role in ('user', 'tool_call') or m.source is not null)
     order by m.seq desc limit 1) <> 'user'
     and not exists (
     select 1 from delivery d
     where d.owner_id = r.owner_id and d.task_id = r.task_id and d.steered_epoch = r.epoch and d.delivered_epoch is distinct from r.epoch)`,
);
const HAD_WORKTREE = statement(
  "had-worktree",
  `select 1 as one from run where owner_id = $1 and task_id = $2 and daemon_id = $3 and started_at is not null limit 1`,
);
const LIVE_RUNS_OF_DAEMON = statement(
  "live-runs-of-daemon",
  `select run.task_id as "taskId", run.epoch::int, run.boot_id as "bootId",
     not exists (select 1 from command k where k.owner_id = run.owner_id and k.task_id = run.task_id and k.epoch = run.epoch
       and k.kind = 'start_run' and k.acknowledged_at is null) as "isTold"
   from run where run.owner_id = $1 and run.daemon_id = $2 and run.status <> 'ended' order by run.began_at`,
);

/** `isTold`: the daemon has acknowledged the order to start it. */
export type DaemonRun = { taskId: string; epoch: number; bootId: string | null; isTold: boolean };

export const liveRun = (reader: Reader, { ownerId, taskId }: TaskKey): Promise<RunRow | null> =>
  reader.row<RunRow>(LIVE_RUN, [ownerId, taskId]);

export const newestRun = (reader: Reader, { ownerId, taskId }: TaskKey): Promise<RunRow | null> =>
  reader.row<RunRow>(NEWEST_RUN, [ownerId, taskId]);

/** `turn`: the last one of that run */
export type AgentSession = { session: string; daemonId: string; epoch: number; turn: number };

/**
 * The agent's own session of the newest run that ended, where it is of the present kind of agent, has heard all that was said to it and knows the
 * present conversation; and the daemon where its files are.
 */
export const newestSession = (reader: Reader, { ownerId, taskId }: TaskKey): Promise<AgentSession | null> =>
  reader.row<AgentSession>(NEWEST_SESSION, [ownerId, taskId]);

/** Whether an agent of the task ever ran on this daemon. */
export const hadWorktree = async (reader: Reader, of: TaskKey & { daemonId: string }): Promise<boolean> =>
  (await reader.row(HAD_WORKTREE, [of.ownerId, of.taskId, of.daemonId])) !== null;

export const liveRunsOfDaemon = (
  reader: Reader,
  { ownerId, daemonId }: { ownerId: string; daemonId: string },
): Promise<DaemonRun[]> => reader.rows<DaemonRun>(LIVE_RUNS_OF_DAEMON, [ownerId, daemonId]);
