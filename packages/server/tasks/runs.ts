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
  agentSession: string | null;
  endReason: string | null;
  endDetail: string | null;
  endedInTurn: boolean;
  endedAt: Date | null;
};

const COLUMNS = `task_id as "taskId", epoch::int, daemon_id as "daemonId", boot_id as "bootId", status, turn,
  agent_session as "agentSession", end_reason as "endReason", end_detail as "endDetail", ended_in_turn as "endedInTurn",
  ended_at as "endedAt"`;

const LIVE_RUN = statement(
  "live-run",
  `select ${COLUMNS} from run where owner_id = $1 and task_id = $2 and status <> 'ended'`,
);
const NEWEST_RUN = statement(
  "newest-run",
  `select ${COLUMNS} from run where owner_id = $1 and task_id = $2 order by epoch desc limit 1`,
);
// Of the last run that had a process, or of none: when that one never came up, its prompt is in the conversation and in no session, and an
// older session would be loaded without it. The same holds for a prompt that nothing followed: its agent may have ended before it kept it.
const NEWEST_SESSION = statement(
  "newest-agent-session",
  `select agent_session as session, daemon_id as "daemonId" from (
     select epoch, agent_session, daemon_id from run where owner_id = $1 and task_id = $2 and epoch < $3 and daemon_id is not null
     order by epoch desc limit 1) as last
   where agent_session is not null
     and epoch >= (select segment_epoch from conversation where owner_id = $1 and task_id = $2)
     and coalesce((
     select m.role <> 'user' from message m
     where m.owner_id = $1 and m.task_id = $2 and m.epoch = last.epoch and m.role <> 'notice' order by m.seq desc limit 1), false)`,
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

/** The agent's own session that a run of this epoch may load and that knows the present conversation, and the daemon where its files are. */
export const newestSession = (
  reader: Reader,
  { ownerId, taskId, epoch }: TaskKey & { epoch: number },
): Promise<{ session: string; daemonId: string } | null> =>
  reader.row<{ session: string; daemonId: string }>(NEWEST_SESSION, [ownerId, taskId, epoch]);

/** Whether an agent of the task ever ran on this daemon. */
export const hadWorktree = async (reader: Reader, of: TaskKey & { daemonId: string }): Promise<boolean> =>
  (await reader.row(HAD_WORKTREE, [of.ownerId, of.taskId, of.daemonId])) !== null;

export const liveRunsOfDaemon = (
  reader: Reader,
  { ownerId, daemonId }: { ownerId: string; daemonId: string },
): Promise<DaemonRun[]> => reader.rows<DaemonRun>(LIVE_RUNS_OF_DAEMON, [ownerId, daemonId]);
