// Which daemons could run a task: alive, with the agent, with room, and able to start one more.
import { type Statement, statement, type Tx } from "../db/database.ts";
import { admitStart } from "./agent-breaker.ts";

export type Candidate = { id: string; bootId: string };

// Those that wait do not count: only runs with a turn under way take room.
const HAS_ROOM = `(select count(*) from run r
  where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status in ('starting', 'turning')) < d.max_tasks`;

/** Of a daemon that the query calls d: connected, its spool taken in, and its lease not over. */
export const IS_THERE = `d.status = 'online' and d.ready_session = d.session and d.lease_until > app_now() and d.revoked_at is null`;

/** Of a daemon that the query calls d and that the transaction holds already: it can take one more turn. */
export const CAN_TAKE_TURN = `${IS_THERE} and ${HAS_ROOM}`;
// A start costs a machine most: so many at the same time, and none while its memory is short.
const CAN_START = `d.strain is null and (d.starts_at_once is null or d.starts_at_once > (select count(*) from run r
  where r.owner_id = d.owner_id and r.daemon_id = d.id and r.status = 'starting'))`;

const IS_AGENT_HELD = `exists (select 1 from agent_breaker b where b.owner_id = d.owner_id and b.daemon_id = d.id and b.agent = $2
  and (b.status = 'probing' or b.retry_at > app_now()))`;
// How well a daemon d can take over the work of a contract ($6) whose home ($3) is away, the best first: it sees the same paths; it was asked and
// found the repository; it was asked, and bundles hold what it lacks.
export const CAN_HAVE = `case
  when exists (select 1 from daemon h where h.owner_id = d.owner_id and h.id = $3 and h.machine = d.machine) then 0
  when exists (select 1 from command k where k.owner_id = d.owner_id and k.contract_id = $6 and k.daemon_id = d.id
    and k.kind = 'check_repository' and k.result -> 'value' ->> 'ok' = 'true') then 1
  when exists (select 1 from command k where k.owner_id = d.owner_id and k.contract_id = $6 and k.daemon_id = d.id
    and k.kind = 'check_repository' and k.finished_at is not null)
    and exists (select 1 from bundle b where b.owner_id = d.owner_id and b.contract_id = $6 and b.parent_id is null
      and b.completed_at is not null) then 2
end`;

const CANDIDATE = statement(
  "candidate-daemon",
  `select d.id from daemon d
   where d.owner_id = $1 and ${CAN_TAKE_TURN}
     and exists (select 1 from jsonb_array_elements(d.agents) a where a ->> 'name' = $2 and (a ->> 'ready')::boolean)
     and ${CAN_START} and not ${IS_AGENT_HELD}
     and case
       when $4::uuid is not null then d.id = $4
       when exists (select 1 from daemon f where f.owner_id = $1 and f.id = $5 and f.status = 'online') then d.id = $5
       when exists (select 1 from daemon h where h.owner_id = $1 and h.id = $3 and h.status = 'online') then d.id = $3
       else ${CAN_HAVE} is not null
     end
   order by ${CAN_HAVE}, d.last_seen_at desc limit 1`,
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
 * The daemon that has the task's worktree, while it is online; else the contract's home; else, with both away past their leases or drained,
 * another one that can have the repository. A task with a target goes there alone. It is held until COMMIT, for the run that is named to begin there.
 */
export async function chooseDaemon(
  tx: Tx,
  wanted: {
    ownerId: string;
    contractId: string;
    agent: string;
    homeId: string | null;
    /** where the task ran last */
    formerId: string | null;
    targetId: string | null;
    run: { taskId: string; epoch: number };
  },
): Promise<Candidate | null> {
  const { ownerId, contractId, agent, homeId, formerId, targetId, run } = wanted;
  const values = [ownerId, agent, homeId, targetId, formerId, contractId];
  const found = await tx.row<{ id: string }>(CANDIDATE, values);
  if (found === null) return null;
  const daemon = await reserve(tx, { ownerId, daemonId: found.id, room: ROOM_TO_START });
  if (daemon === null) return null;
  return (await admitStart(tx, { ownerId, daemonId: daemon.id, agent, run })) ? daemon : null;
}
