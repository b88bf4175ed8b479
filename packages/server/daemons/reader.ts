// Reads daemons and join tokens.
import { type Agent, agentShape, type Daemon } from "@makima/protocol/daemons";
import { z } from "zod";
import { statement } from "../db/database.ts";

export type DaemonRow = {
  id: string;
  name: string;
  status: Daemon["status"];
  agents: unknown;
  tasks: number;
  max_tasks: number;
  last_seen_at: Date | null;
  unbundled: number;
  unbundled_since: Date | null;
};

/** `tasks` are those with a live run there, `maxTasks` is what the machine takes at once. */
export const toDaemon = (row: DaemonRow): Daemon => ({
  id: row.id,
  name: row.name,
  status: row.status,
  agents: agentsOf(row.agents),
  tasks: row.tasks,
  maxTasks: row.max_tasks,
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  unbundled: { count: row.unbundled, oldestAt: row.unbundled_since?.toISOString() ?? null },
});

const agentsOf = (stored: unknown): Agent[] => z.array(agentShape).parse(stored);

export const SELECT_DAEMONS = statement(
  "select-daemons",
  `select d.id, d.name, d.status, d.agents, d.max_tasks, d.last_seen_at,
          (select count(*)::int from run r
           where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status <> 'ended') as tasks,
          lag.unbundled, lag.unbundled_since
   from daemon d
   cross join lateral (
     select count(*)::int as unbundled, min(k.created_at) as unbundled_since
     from checkpoint k join run r on r.owner_id = k.owner_id and r.task_id = k.task_id and r.epoch = k.epoch and r.daemon_id = d.id
     where k.owner_id = d.owner_id and not k.bundled and k.left_on is null) lag
   where d.owner_id = $1 and d.revoked_at is null and ($2::uuid is null or d.id > $2)
   order by d.id limit $3`,
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
