// What the last heartbeat of a run awaited, where it is newer than the waits and knew them otherwise.
import type { InspectionFacts } from "@makima/core/restoration";
import { type Reader, statement } from "../db/database.ts";
import { heartbeatOf } from "../supervisors/supervisors.ts";

const AWAITED = statement(
  "awaited-tasks",
  `select distinct awaited::text as id from wait w cross join unnest(w.task_ids) awaited
   where w.owner_id = $1 and w.task_id = $2 and w.kind = 'tasks' and w.ended_at is null order by 1`,
);

/** Null where there is no heartbeat of that run, or it says what the rows say. */
export async function readHeartbeat(
  reader: Reader,
  of: { ownerId: string; taskId: string; epoch: number },
): Promise<InspectionFacts["heartbeat"]> {
  const beat = await heartbeatOf(reader, of);
  if (beat === null || beat.epoch !== of.epoch || !beat.differs.includes("pendingTaskIds")) return null;
  const awaited = await reader.rows<{ id: string }>(AWAITED, [of.ownerId, of.taskId]);
  return { pendingTaskIds: beat.pendingTaskIds, awaited: awaited.map(({ id }) => id) };
}
