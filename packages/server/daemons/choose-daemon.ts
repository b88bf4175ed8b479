// Which daemons could run a task: alive, with the agent, with room, and able to start one more.
import { type Reader, type Statement, statement, type Tx } from "../db/database.ts";
import { admitStart } from "./agent-breaker.ts";

export type Candidate = { id: string; bootId: string };

// Those that wait do not count: only runs with a turn under way take room.
const HAS_ROOM = `(select count(*) from run r
  where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status in ('starting', 'turning')) < d.max_tasks`;

/** Of a daemon that the query calls d: connected, its spool taken in, and its lease not over. */
const IS_THERE = `d.status = 'online' and d.ready_session = d.session and d.lease_until > app_now() and d.revoked_at is null`;

/** Of a daemon that the query calls d and that the transaction holds already: it can take one more turn. */
export const CAN_TAKE_TURN = `${IS_THERE} and ${HAS_ROOM}`;
// A start costs a machine most: so many at the same time, and none while its memory is short.
const CAN_START = `d.strain is null and (d.starts_at_once is null or d.starts_at_once > (select count(*) from run r
  where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status = 'starting'))`;

const IS_AGENT_HELD = `exists (select 1 from agent_breaker b where b.owner_id = d.owner_id and b.daemon_id = d.id and b.agent = $2
  and (b.status = 'probing' or b.retry_at > app_now()))`;

const CANDIDATE = statement(
  "candidate-daemon",
  `select d.id from daemon d
   where d.owner_id = $1 and ${CAN_TAKE_TURN}
     and exists (select 1 from jsonb_array_elements(d.agents) a where a ->> 'name' = $2 and (a ->> 'ready')::boolean)
     and ${CAN_START} and not ${IS_AGENT_HELD}
     and (
       ($4::uuid is not null and d.id = $4)
       or ($4::uuid is null and (d.id = $3 or exists (
         select 1 from daemon home where home.owner_id = d.owner_id and home.id = $3 and home.status <> 'online'
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
const ROOM_TO_START = statement(
  "room-to-start-of-daemon",
  `select 1 as one from daemon d where d.owner_id = $1 and d.id = $2 and ${HAS_ROOM} and ${CAN_START}`,
);

/** The daemon held until COMMIT, or null when it has no lease or no room for one more turn. */
export const reserveDaemon = (tx: Tx, of: { ownerId: string; daemonId: string }): Promise<Candidate | null> =>
  reserve(tx, { ...of, room: ROOM });

async function reserve(
  tx: Tx,
  { ownerId, daemonId, room: asked }: { ownerId: string; daemonId: string; room: Statement },
): Promise<Candidate | null> {
  const [daemon, room] = await Promise.all([
    tx.row<Candidate>(LOCK_DAEMON, [ownerId, daemonId]),
    tx.row(asked, [ownerId, daemonId]),
  ]);
  return room === null ? null : daemon;
}

/**
 * The contract's home daemon, or while that one is offline or drained another of the same machine, where the repository's path is the same.
 * A task with a target goes there alone. It is held until COMMIT, for the run that is named to begin there.
 */
export async function chooseDaemon(
  tx: Tx,
  wanted: {
    ownerId: string;
    agent: string;
    homeId: string | null;
    targetId: string | null;
    run: { taskId: string; epoch: number };
  },
): Promise<Candidate | null> {
  const { ownerId, agent, homeId, targetId, run } = wanted;
  const found = await tx.row<{ id: string }>(CANDIDATE, [ownerId, agent, homeId, targetId]);
  if (found === null) return null;
  const daemon = await reserve(tx, { ownerId, daemonId: found.id, room: ROOM_TO_START });
  if (daemon === null) return null;
  return (await admitStart(tx, { ownerId, daemonId: daemon.id, agent, run })) ? daemon : null;
}

const ONLINE = statement(
  "online-daemons",
  `select id from daemon where owner_id = $1 and status = 'online' and lease_until > app_now() and revoked_at is null order by last_seen_at desc`,
);

export async function onlineDaemons(reader: Reader, ownerId: string): Promise<string[]> {
  return (await reader.rows<{ id: string }>(ONLINE, [ownerId])).map(({ id }) => id);
}
