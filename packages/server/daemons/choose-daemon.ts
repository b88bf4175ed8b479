// Which daemons could run a task: alive, with the agent, and with room.
import { type Reader, statement } from "../db/database.ts";

export type Candidate = { id: string; bootId: string };

// Those that wait do not count: only runs with a turn under way take room.
const CANDIDATE = statement(
  "candidate-daemon",
  `select d.id, d.boot_id as "bootId" from daemon d
   where d.owner_id = $1 and d.status = 'online' and d.lease_until > app_now() and d.revoked_at is null
     and exists (select 1 from jsonb_array_elements(d.agents) a where a ->> 'name' = $2 and (a ->> 'ready')::boolean)
     and (select count(*) from run r where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status in ('starting', 'turning')) < d.max_tasks
     and (
       ($4::uuid is not null and d.id = $4)
       or ($4::uuid is null and (d.id = $3 or exists (
         select 1 from daemon home where home.owner_id = d.owner_id and home.id = $3 and home.status = 'offline'
           and home.machine is not null and home.machine = d.machine)))
     )
   order by (d.id = $3) desc, d.last_seen_at desc limit 1`,
);

/**
 * The contract's home daemon, or while that one is offline another of the same machine, where the repository's path is the same.
 * A task with a target goes there alone.
 */
export const chooseDaemon = (
  reader: Reader,
  wanted: { ownerId: string; agent: string; homeId: string | null; targetId: string | null },
): Promise<Candidate | null> =>
  reader.row<Candidate>(CANDIDATE, [wanted.ownerId, wanted.agent, wanted.homeId, wanted.targetId]);

const ONLINE = statement(
  "online-daemons",
  `select id from daemon where owner_id = $1 and status = 'online' and lease_until > app_now() and revoked_at is null order by last_seen_at desc`,
);

export async function onlineDaemons(reader: Reader, ownerId: string): Promise<string[]> {
  return (await reader.rows<{ id: string }>(ONLINE, [ownerId])).map(({ id }) => id);
}

const AGENTS = statement(
  "agents-of-owner",
  `select distinct a ->> 'name' as name from daemon d cross join jsonb_array_elements(d.agents) a
   where d.owner_id = $1 and d.revoked_at is null and (a ->> 'ready')::boolean order by 1`,
);

/** The names of the agents that some daemon of the owner has ready. */
export async function agentsOf(reader: Reader, ownerId: string): Promise<string[]> {
  return (await reader.rows<{ name: string }>(AGENTS, [ownerId])).map(({ name }) => name);
}
