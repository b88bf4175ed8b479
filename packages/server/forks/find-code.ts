// Finds the checkpoint that holds the code of a moment.
import { type Reader, statement } from "../db/database.ts";

export type FoundCheckpoint = {
  id: string;
  taskId: string;
  number: number;
  commit: string;
  /** ISO 8601 */
  at: string;
  /** its bundle is at the server: it can be had on any machine */
  bundled: boolean;
  /** the machine that it was made on, and is on alone while it is not bundled */
  daemonId: string | null;
  /** the task went on elsewhere without it */
  isLeft: boolean;
};

type Row = Omit<FoundCheckpoint, "at"> & { at: Date };

const COLUMNS = `k.id, k.task_id as "taskId", k.number, k.commit, k.created_at as at, k.bundled,
  coalesce(k.left_on, r.daemon_id) as "daemonId", k.left_on is not null as "isLeft"`;
const RUN = "left join run r on r.owner_id = k.owner_id and r.task_id = k.task_id and r.epoch = k.epoch";

const ONE = statement(
  "checkpoint-with-place",
  `select ${COLUMNS}, k.message_index as "messageIndex", k.segment_id as "segmentId"
   from checkpoint k ${RUN}
   where k.owner_id = $1 and k.task_id = $2 and (k.id = $3 or k.number = $4)`,
);

type Placed = FoundCheckpoint & { messageIndex: number; segmentId: string | null };

/** The one with this id or number, with its place in the conversation. */
export async function findCheckpoint(
  reader: Reader,
  of: { ownerId: string; taskId: string; id: string | null; number: number | null },
): Promise<Placed | null> {
  const row = await reader.row<Omit<Placed, "at"> & { at: Date }>(ONE, [
    of.ownerId,
    of.taskId,
    of.id,
    of.number,
  ]);
  return row === null ? null : { ...row, at: row.at.toISOString() };
}

// The newest of: what was made up to there, and what the worktree was taken back to last.
const CODE_AT = statement(
  "code-at",
  `select ${COLUMNS}
   from (
     (select id, created_at as since from checkpoint
      where owner_id = $1 and task_id = $2 and left_on is null and message_seq <= $3
        and ($4::timestamptz is null or date_trunc('milliseconds', created_at) <= $4::timestamptz)
      order by number desc limit 1)
     union all
     (select (data ->> 'checkpointId')::uuid, created_at from event
      where owner_id = $1 and contract_id = $6 and task_id = $2 and type in ('code.rewound', 'conversation.rewound')
        and date_trunc('milliseconds', created_at) <= $5::timestamptz and data ->> 'checkpointId' is not null
      order by created_at desc limit 1)) seen
   join checkpoint k on k.owner_id = $1 and k.id = seen.id and k.left_on is null ${RUN}
   order by seen.since desc limit 1`,
);

/** Of the task's checkpoints at or before a message's number, and (where `until` is given) a time. Null when there is none. */
export async function findCodeAt(
  reader: Reader,
  of: {
    ownerId: string;
    contractId: string;
    taskId: string;
    seq: number;
    until: string | null;
    rewoundBy: string;
  },
): Promise<FoundCheckpoint | null> {
  const values = [of.ownerId, of.taskId, of.seq, of.until, of.rewoundBy, of.contractId];
  const row = await reader.row<Row>(CODE_AT, values);
  return row === null ? null : { ...row, at: row.at.toISOString() };
}
