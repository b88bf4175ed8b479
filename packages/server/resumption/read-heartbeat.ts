// The last heartbeat of a run beside what its waits said at that time.
import { z } from "zod";
import { type Reader, statement } from "../db/database.ts";

type Compared = { pendingTaskIds: string[]; awaited: string[] };

const BEAT = statement(
  "last-heartbeat",
  `select d.heartbeat, d.last_seen_at as "seenAt" from daemon d
   where d.owner_id = $1 and d.id = $2 and d.last_seen_at is not null and d.heartbeat is not null`,
);
const WAITS = statement(
  "waits-of-run",
  `select w.task_ids as "taskIds", w.began_at as "beganAt", w.ended_at as "endedAt" from wait w
   join run r on r.owner_id = w.owner_id and r.task_id = w.task_id and r.epoch = $3
   where w.owner_id = $1 and w.task_id = $2 and w.kind = 'tasks' and w.began_at >= r.began_at`,
);

const beats = z.array(
  z.object({ taskId: z.string(), epoch: z.number(), pendingTaskIds: z.array(z.string()) }),
);

/** Null where there is nothing to compare: no heartbeat of that run, or its waits had just changed. */
export async function readHeartbeat(
  reader: Reader,
  of: { ownerId: string; taskId: string; epoch: number; daemonId: string | null; heartbeatMs: number },
): Promise<Compared | null> {
  if (of.daemonId === null) return null;
  const row = await reader.row<{ heartbeat: unknown; seenAt: Date }>(BEAT, [of.ownerId, of.daemonId]);
  const read = beats.safeParse(row?.heartbeat);
  const beat = read.data?.find(({ taskId, epoch }) => taskId === of.taskId && epoch === of.epoch);
  if (row === null || beat === undefined) return null;
  const waits = await reader.rows<{ taskIds: string[]; beganAt: Date; endedAt: Date | null }>(WAITS, [
    of.ownerId,
    of.taskId,
    of.epoch,
  ]);
  const seenMs = row.seenAt.getTime();
  const isFresh = (at: Date | null): boolean =>
    at !== null && Math.abs(at.getTime() - seenMs) < QUIET_BEATS * of.heartbeatMs;
  if (waits.some(({ beganAt, endedAt }) => isFresh(beganAt) || isFresh(endedAt))) return null;
  const open = waits.filter(
    ({ beganAt, endedAt }) => beganAt.getTime() <= seenMs && (endedAt === null || endedAt.getTime() > seenMs),
  );
  return {
    pendingTaskIds: beat.pendingTaskIds,
    awaited: [...new Set(open.flatMap(({ taskIds }) => taskIds))],
  };
}

/** What a daemon says is older than what the server knows by up to this many heartbeats. */
const QUIET_BEATS = 2;
