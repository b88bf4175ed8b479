// Which daemon takes over a contract's branch when its home is away and has something to do, and what that is.
import { type MeshCommand, meshCommand } from "@makima/protocol/mesh";
import { type Reader, statement, type Tx } from "../db/database.ts";
import { CAN_HAVE } from "./choose-daemon.ts";
import { recordResult } from "./commands.ts";

const IS_WAITED_FOR = `from command k join daemon h on h.owner_id = k.owner_id and h.id = k.daemon_id and h.status = 'offline'
   join contract c on c.owner_id = k.owner_id and c.id = k.contract_id and c.daemon_id = k.daemon_id and c.status in ('active', 'paused')
   where k.kind in ('merge', 'diff', 'deliver') and k.finished_at is null`;

// Only where there is one that could take it over: else it would be tried in each round.
const HOMES_AWAY = statement(
  "homes-away",
  `select distinct k.owner_id as "ownerId", k.contract_id as "contractId" ${IS_WAITED_FOR}
     and exists (select 1 from daemon d where d.owner_id = k.owner_id and d.status = 'online' and d.ready_session = d.session)
   limit 100`,
);

const WAITING = statement(
  "commands-of-home-away",
  `select k.id, k.daemon_id as "daemonId", k.payload, h.name as "formerName" ${IS_WAITED_FOR}
     and k.owner_id = $1 and k.contract_id = $2 order by k.created_at for update of k`,
);

// $2, $4 and $5 of the ranking are not asked for here; what it calls $3 and $6 is the former home and the contract.
const NEXT_HOME = statement(
  "next-home",
  `select d.id, d.name from daemon d
   where d.owner_id = $1 and d.id <> $3 and d.status = 'online' and d.ready_session = d.session and d.lease_until > app_now()
     and d.revoked_at is null and ${CAN_HAVE.replaceAll("$6", "$2")} is not null
   order by ${CAN_HAVE.replaceAll("$6", "$2")}, d.last_seen_at desc limit 1`,
);

export type NextHome = {
  id: string;
  name: string;
  formerName: string;
  commands: { id: string; daemonId: string; payload: MeshCommand }[];
};

/** Every owner's contracts whose home is away while something waits to be done there: a reconciler asks. */
export const homesAway = (reader: Reader): Promise<{ ownerId: string; contractId: string }[]> =>
  reader.rows(HOMES_AWAY, []);

/** Null when the home is there, nothing waits, or nobody else can have the repository. */
export async function nextHome(
  tx: Tx,
  { ownerId, contractId, homeId }: { ownerId: string; contractId: string; homeId: string | null },
): Promise<NextHome | null> {
  if (homeId === null) return null;
  const waiting = await tx.rows<{ id: string; daemonId: string; payload: unknown; formerName: string }>(
    WAITING,
    [ownerId, contractId],
  );
  const [first] = waiting;
  if (first === undefined) return null;
  const next = await tx.row<{ id: string; name: string }>(NEXT_HOME, [ownerId, contractId, homeId]);
  if (next === null) return null;
  const commands = waiting.map(({ id, daemonId, payload }) => ({
    id,
    daemonId,
    payload: meshCommand.parse(payload),
  }));
  return { ...next, formerName: first.formerName, commands };
}

/** Whatever the daemon says of it later counts nothing. */
export async function voidCommand(
  tx: Tx,
  of: { ownerId: string; daemonId: string; commandId: string; code: string; message: string },
): Promise<void> {
  const { code, message, ...command } = of;
  await recordResult(tx, { ...command, result: { ok: false, code, message } });
}
