// Reads daemons and join tokens.
import { tellBreaker } from "@makima/core/restoration";
import { type Agent, agentShape, type Daemon } from "@makima/protocol/daemons";
import { z } from "zod";
import { statement } from "../db/database.ts";

export type DaemonRow = {
  id: string;
  name: string;
  status: Daemon["status"];
  agents: unknown;
  /** the agents that do not come up there, with their last words */
  held: Record<string, string>;
  strain: string | null;
  tasks: number;
  max_tasks: number;
  last_seen_at: Date | null;
  drain_asked_at: Date | null;
  drained: boolean;
  unbundled: number;
  unbundled_since: Date | null;
};

/** `tasks` are those with a live run there, `maxTasks` is what the machine takes at once. */
export const toDaemon = (row: DaemonRow): Daemon => ({
  id: row.id,
  name: row.name,
  status: row.status,
  agents: agentsOf(row),
  tasks: row.tasks,
  maxTasks: row.max_tasks,
  strain: row.strain,
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  drainAskedAt: row.drain_asked_at?.toISOString() ?? null,
  drained: row.drained,
  unbundled: { count: row.unbundled, oldestAt: row.unbundled_since?.toISOString() ?? null },
});

const agentsOf = ({ agents, held, name: daemon }: DaemonRow): Agent[] =>
  z
    .array(agentShape)
    .parse(agents)
    .map((agent) => {
      const detail = held[agent.name];
      return detail === undefined
        ? agent
        : { ...agent, problem: tellBreaker({ agent: agent.name, daemon, detail }) };
    });

const IS_LIVE_THERE = "r.owner_id = d.owner_id and r.daemon_id = d.id and r.status <> 'ended'";

// One that is there is drained when its own last heartbeat named no process, and its hands have nothing more to do.
const COLUMNS = `d.id, d.name, d.status, d.agents, d.max_tasks, d.last_seen_at, d.strain, d.drain_asked_at,
  coalesce((select jsonb_object_agg(b.agent, b.detail) from agent_breaker b
    where b.owner_id = d.owner_id and b.daemon_id = d.id and b.status <> 'closed'), '{}') as held,
  (select count(*)::int from run r where ${IS_LIVE_THERE}) as tasks,
  case when d.drain_asked_at is null then false else
    not exists (select 1 from run r where ${IS_LIVE_THERE})
    and (d.status = 'offline' or (d.processes = 0 and not exists (
      select 1 from command k where k.owner_id = d.owner_id and k.daemon_id = d.id
        and (k.acknowledged_at is null or (k.finished_at is null and k.kind in ('check_repository', 'merge', 'diff'))))))
  end as drained, lag.unbundled, lag.unbundled_since`;

// What the daemon made and no server has yet.
const LAG = `cross join lateral (
     select count(*)::int as unbundled, min(k.created_at) as unbundled_since
     from checkpoint k join run r on r.owner_id = k.owner_id and r.task_id = k.task_id and r.epoch = k.epoch and r.daemon_id = d.id
     where k.owner_id = d.owner_id and not k.bundled and k.left_on is null) lag`;

export const SELECT_DAEMONS = statement(
  "select-daemons",
  `select ${COLUMNS} from daemon d ${LAG}
   where d.owner_id = $1 and d.revoked_at is null and ($2::uuid is null or d.id > $2)
   order by d.id limit $3`,
);

export const SELECT_DAEMON = statement(
  "select-daemon",
  `select ${COLUMNS} from daemon d ${LAG} where d.owner_id = $1 and d.id = $2 and d.revoked_at is null`,
);

// Who joins has no owner yet: the token's hash names him.
export const LOCK_JOIN_TOKEN = statement(
  "lock-join-token",
  `select owner_id, id, daemon_id, expires_at <= app_now() as is_over from join_token where hash = $1 for update`,
);

export type JoinTokenRow = { owner_id: string; id: string; daemon_id: string | null; is_over: boolean };

export const SELECT_DAEMON_BY_KEY = statement(
  "select-daemon-by-key",
  "select owner_id, id, revoked_at is not null as is_revoked from daemon where public_key = $1",
);

export type DaemonOfKey = { owner_id: string; id: string; is_revoked: boolean };
