// A heartbeat: one row renews the lease of all the daemon's runs and keeps what each of them said last. The answer to a whole one names the
// runs that are over for the server.
import type { DaemonFrame, RunRef } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import type { Session } from "./begin-session.ts";
import { BEAT, FORGET_BEATS } from "./daemon-writer.ts";

type Heartbeat = Extract<DaemonFrame, { kind: "heartbeat" }>;

/** `fresh`: the tasks whose run said something that was not known. */
export type Beaten = { fenced: RunRef[]; fresh: string[] };

const FENCED = statement(
  "fenced-runs",
  `select beat.task_id as "taskId", beat.epoch::int from jsonb_to_recordset($3::jsonb) as beat(task_id uuid, epoch bigint)
   where not exists (
     select 1 from run where run.owner_id = $1 and run.task_id = beat.task_id and run.epoch = beat.epoch
       and run.daemon_id = $2 and (run.status <> 'ended' or run.end_reason in ('finished', 'paused')))`,
);

/** Null when another session has taken this one's place. */
export async function beat(
  world: World,
  session: Session,
  { runs, isWhole, strain, processes, agents }: Heartbeat,
): Promise<Beaten | null> {
  const { ownerId, daemonId } = session;
  const of = [ownerId, daemonId, session.session];
  const said = Object.fromEntries(runs.map(({ taskId, ...entry }) => [taskId, entry]));
  const renewed = await world.db.transaction(async (tx) => {
    const found = agents === undefined ? null : JSON.stringify(agents);
    const told = [world.config.leaseMs, JSON.stringify(said), strain, processes, found];
    const row = await tx.row<{ fresh: string[] }>(BEAT, [...of, ...told]);
    if (row !== null && isWhole) tx.send(FORGET_BEATS, of);
    // What waited for an agent may begin.
    if (agents !== undefined) tx.onCommit(() => world.doorbell.ring(bell.work));
    return row;
  });
  if (renewed === null) return null;
  if (!isWhole || runs.length === 0) return { fenced: [], fresh: renewed.fresh };
  const refs = runs.map(({ taskId, epoch }) => ({ task_id: taskId, epoch }));
  const fenced = await world.db.rows<RunRef>(FENCED, [ownerId, daemonId, JSON.stringify(refs)]);
  return { fenced, fresh: renewed.fresh };
}
