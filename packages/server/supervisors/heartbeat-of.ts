// What the newest run of a task said last in a heartbeat, beside what the rows say: compared, never written from it.
import { type Heartbeat, heartbeatDiffers } from "@makima/core/supervisor";
import { type Reader, statement } from "../db/database.ts";

/** `at` is the server's time; `differs` names what the daemon knew otherwise than the rows, in a heartbeat that is newer than they are. */
export type HeartbeatStanding = Heartbeat & { at: Date; differs: ("progress" | "pendingTaskIds")[] };

type Row = {
  said: (Heartbeat & { at: string }) | null;
  progress: number;
  awaited: string[];
  progressIsNewer: boolean;
  waitsAreNewer: boolean;
};

// The rows may be newer than the heartbeat, which then says nothing about them. A run's last words come by its daemon's spool before it is
// restored, so only a daemon that is lost leaves a heartbeat that knew more.
const HEARTBEAT_OF = statement(
  "heartbeat-of-task",
  `select beat.said, coalesce(s.progress, t.progress)::int as progress,
     array(select distinct awaited::text from wait w cross join unnest(w.task_ids) awaited
           where w.owner_id = t.owner_id and w.task_id = t.id and w.kind = 'tasks' and w.ended_at is null order by 1) as awaited,
     coalesce((select max(k.created_at) from tool_call k where k.owner_id = t.owner_id and k.task_id = t.id
       and k.tool in ('report_progress', 'complete_contract', 'complete_task')) > beat.at, false) as "progressIsNewer",
     coalesce((select max(greatest(w.began_at, w.ended_at)) from wait w where w.owner_id = t.owner_id and w.task_id = t.id
       and w.kind = 'tasks') > beat.at, false) as "waitsAreNewer"
   from task t
   join lateral (select r.epoch, r.daemon_id from run r where r.owner_id = t.owner_id and r.task_id = t.id and r.daemon_id is not null
     order by r.epoch desc limit 1) run on true
   join daemon d on d.owner_id = t.owner_id and d.id = run.daemon_id
   cross join lateral (select d.heartbeat -> t.id::text as said, (d.heartbeat -> t.id::text ->> 'at')::timestamptz as at) beat
   left join supervisor s on s.owner_id = t.owner_id and s.task_id = t.id
   where t.owner_id = $1 and t.id = $2 and (beat.said ->> 'epoch')::bigint = run.epoch`,
);

/** Null when its newest run on a daemon has not said anything, or when the task is another owner's. */
export async function heartbeatOf(
  reader: Reader,
  { ownerId, taskId }: { ownerId: string; taskId: string },
): Promise<HeartbeatStanding | null> {
  const row = await reader.row<Row>(HEARTBEAT_OF, [ownerId, taskId]);
  if (row === null || row.said === null) return null;
  const { at, ...heartbeat } = row.said;
  return { ...heartbeat, at: new Date(at), differs: heartbeatDiffers(heartbeat, row) };
}
