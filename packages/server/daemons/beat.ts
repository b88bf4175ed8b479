// A heartbeat: one row renews the lease, and the answer names the runs that are over for the server.
import type { DaemonFrame, RunRef } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import type { World } from "../world.ts";
import type { Session } from "./begin-session.ts";
import { BEAT } from "./daemon-writer.ts";

type Heartbeat = Extract<DaemonFrame, { kind: "heartbeat" }>;

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
  heartbeat: Heartbeat,
): Promise<{ fenced: RunRef[] } | null> {
  const { ownerId, daemonId } = session;
  const renewed = await world.db.transaction((tx) =>
    tx.run(BEAT, [
      ownerId,
      daemonId,
      session.session,
      world.config.leaseMs,
      JSON.stringify(heartbeat.runs),
      heartbeat.strain,
    ]),
  );
  if (renewed === 0) return null;
  if (heartbeat.runs.length === 0) return { fenced: [] };
  const runs = heartbeat.runs.map(({ taskId, epoch }) => ({ task_id: taskId, epoch }));
  return { fenced: await world.db.rows<RunRef>(FENCED, [ownerId, daemonId, JSON.stringify(runs)]) };
}
