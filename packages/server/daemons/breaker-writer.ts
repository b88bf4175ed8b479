// The only writer of agents' breakers: one row for an agent on a daemon where a start has failed.
import { statement } from "../db/database.ts";

const CLOSED = `status = 'closed', failed_task_ids = '{}', first_failed_at = null, last_failed_at = null, detail = '', openings = 0,
  retry_at = null, probe_task_id = null, probe_epoch = null`;

const IS_MARKED = "(b.status <> 'closed' or b.failed_task_ids <> '{}')";

export const ENSURE_BREAKER = statement(
  "ensure-agent-breaker",
  "insert into agent_breaker (owner_id, daemon_id, agent) values ($1, $2, $3) on conflict do nothing",
);

export const SET_BREAKER = statement(
  "set-agent-breaker",
  `update agent_breaker set status = $4, failed_task_ids = $5, openings = $6,
     retry_at = app_now() + make_interval(secs => $7::float8 / 1000), probe_task_id = null, probe_epoch = null, detail = $8,
     first_failed_at = case when $9 then app_now() else coalesce(first_failed_at, app_now()) end, last_failed_at = app_now()
   where owner_id = $1 and daemon_id = $2 and agent = $3`,
);

export const SET_PROBE = statement(
  "set-agent-probe",
  `update agent_breaker set status = 'probing', retry_at = null, probe_task_id = $4, probe_epoch = $5
   where owner_id = $1 and daemon_id = $2 and agent = $3`,
);

/** A run that began after the first failure has come to something. One that began before tells nothing of starts. */
export const CLOSE_BREAKER = statement(
  "close-agent-breaker",
  `update agent_breaker b set ${CLOSED}
   where b.owner_id = $1 and b.daemon_id = $2 and b.agent = $3 and ${IS_MARKED}
     and exists (select 1 from run r where r.owner_id = $1 and r.task_id = $4 and r.epoch = $5 and r.began_at > b.first_failed_at)`,
);

const hasSaid = (taskId: string, epoch: string): string => `(
  exists (select 1 from conversation v where v.owner_id = b.owner_id and v.task_id = ${taskId} and v.epoch = ${epoch} and v.last_source > 0)
  or exists (select 1 from tool_call c where c.owner_id = b.owner_id and c.task_id = ${taskId} and c.epoch = ${epoch}))`;

// The probe itself, also when it is over by now, or another run that began meanwhile.
const HAS_WORKED = `(${hasSaid("b.probe_task_id", "b.probe_epoch")} or exists (
  select 1 from run r
  join task t on t.owner_id = r.owner_id and t.id = r.task_id and t.agent = b.agent
  where r.owner_id = b.owner_id and r.daemon_id = b.daemon_id and r.status <> 'ended' and r.began_at > b.first_failed_at
    and ${hasSaid("r.task_id", "r.epoch")}))`;

/** Of one agent, before a failure is counted: what has worked since the last one ends the row of them. */
export const CLOSE_PROVEN = statement(
  "close-proven-agent-breaker",
  `update agent_breaker b set ${CLOSED}
   where b.owner_id = $1 and b.daemon_id = $2 and b.agent = $3 and ${IS_MARKED} and ${HAS_WORKED}`,
);

/** Of all owners: those whose agent was seen to work. */
export const CLOSE_ALL_PROVEN = statement(
  "close-all-proven-agent-breakers",
  `update agent_breaker b set ${CLOSED} where b.status <> 'closed' and ${HAS_WORKED}`,
);

/** A probe that ended without having told anything of the agent, by a cancellation say: another may begin. */
export const END_SILENT_PROBES = statement(
  "end-silent-probes",
  `update agent_breaker b set status = 'open', retry_at = app_now(), probe_task_id = null, probe_epoch = null
   where b.status = 'probing' and not exists (
     select 1 from run r where r.owner_id = b.owner_id and r.task_id = b.probe_task_id and r.epoch = b.probe_epoch and r.status <> 'ended')`,
);

/** The daemon's program was started anew, with its agents as they are now. */
export const CLOSE_BREAKERS_OF_DAEMON = statement(
  "close-agent-breakers-of-daemon",
  `update agent_breaker b set ${CLOSED} where b.owner_id = $1 and b.daemon_id = $2 and ${IS_MARKED}`,
);
