// Which daemons could run a task: alive, with the agent, and with room.
import { type Reader, statement, type Tx } from "../db/database.ts";

export type Candidate = { id: string; bootId: string };

// Those that wait do not count: only runs with a turn under way take room.
const HAS_ROOM = `(select count(*) from run r
  where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status in ('starting', 'turning')) < d.max_tasks`;

/** Of a daemon that the query calls d: connected, its spool taken in, and its lease not over. */
const IS_THERE = `d.status = 'online' and d.ready_session = d.session and d.lease_until > app_now() and d.revoked_at is null`;

/** Of a daemon that the query calls d and that the transaction holds already: it can take one more turn. */
export const CAN_TAKE_TURN = `${IS_THERE} and ${HAS_ROOM}`;

const CANDIDATE = statement(
  "candidate-daemon",
  `select d.id from daemon d
   where d.owner_id = $1 and ${CAN_TAKE_TURN}
     and exists (select 1 from jsonb_array_elements(d.agents) a where a ->> 'name' = $2 and (a ->> 'ready')::boolean)
     and (
       ($4::uuid is not null and d.id = $4)
       or ($4::uuid is null and (d.id = $3 or exists (
         select 1 from daemon home where home.owner_id = d.owner_id and home.id = $3 and home.status = 'offline'
           and home.machine is not null and home.machine = d.machine)))
     )
   order by (d.id = $3) desc, d.last_seen_at desc limit 1`,
);

// Two statements: the count of the second is taken while the row is held, so that two servers cannot both give the last place away.
const LOCK_DAEMON = statement(
  "lock-daemon",
  `select d.id, d.boot_id as "bootId" from daemon d where d.owner_id = $1 and d.id = $2 and ${IS_THERE} for no key update`,
);
const ROOM = statement(
  "room-of-daemon",
  `select 1 as one from daemon d where d.owner_id = $1 and d.id = $2 and ${HAS_ROOM}`,
);

/** The daemon held until COMMIT, or null when it has no lease or no room for one more turn. */
export async function reserveDaemon(
  tx: Tx,
  { ownerId, daemonId }: { ownerId: string; daemonId: string },
): Promise<Candidate | null> {
  const [daemon, room] = await Promise.all([
    tx.row<Candidate>(LOCK_DAEMON, [ownerId, daemonId]),
    tx.row(ROOM, [ownerId, daemonId]),
  ]);
  return room === null ? null : daemon;
}

/**
 * The contract's home daemon, or while that one is offline another of the same machine, where the repository's path is the same.
 * A task with a target goes there alone. It is held until COMMIT.
 */
export async function chooseDaemon(
  tx: Tx,
  wanted: { ownerId: string; agent: string; homeId: string | null; targetId: string | null },
): Promise<Candidate | null> {
  const { ownerId, agent, homeId, targetId } = wanted;
  const found = await tx.row<{ id: string }>(CANDIDATE, [ownerId, agent, homeId, targetId]);
  return found === null ? null : reserveDaemon(tx, { ownerId, daemonId: found.id });
}

const ONLINE = statement(
  "online-daemons",
  `select id from daemon where owner_id = $1 and status = 'online' and lease_until > app_now() and revoked_at is null order by last_seen_at desc`,
);

export async function onlineDaemons(reader: Reader, ownerId: string): Promise<string[]> {
  return (await reader.rows<{ id: string }>(ONLINE, [ownerId])).map(({ id }) => id);
}
