// Finds a moment of a task: where its conversation stood, and which checkpoint holds the code of then. A few rows by their keys, however long
// the conversation is.
import type { PointType } from "@makima/core/fork";
import { Refusal, refuseField } from "@makima/protocol/errors";
import { id as idShape, time } from "@makima/protocol/shapes";
import { type Reader, statement } from "../db/database.ts";
import { type FoundCheckpoint, findCheckpoint, findCodeAt } from "./find-code.ts";

export type PointOf = {
  ownerId: string;
  contractId: string;
  taskId: string;
  type: PointType;
  value: string;
};

export type Point = {
  type: PointType;
  /** ISO 8601 */
  at: string;
  /** the last message in view, and where it is; null: nothing was said yet */
  messageId: string | null;
  head: { segmentId: string; count: number } | null;
  /** the newest checkpoint at or before it, of the task whose moment it is */
  checkpoint: FoundCheckpoint | null;
  /** whose moment it is: an older task where a fork's past is named */
  codeOf: string;
};

/** Throws VALIDATION, UNKNOWN_CHECKPOINT, FOREIGN_MESSAGE, POINT_BEFORE_BEGINNING or POINT_IN_FUTURE. */
export function findPoint(reader: Reader, of: PointOf): Promise<Point> {
  switch (of.type) {
    case "checkpoint":
      return atCheckpoint(reader, of);
    case "message":
      return atMessage(reader, of);
    case "timestamp":
      return atTime(reader, of);
  }
}

async function atCheckpoint(reader: Reader, of: PointOf): Promise<Point> {
  const { ownerId, taskId, value } = of;
  const number = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
  const id = idShape.safeParse(value).data ?? null;
  if (number === null && id === null) throw refuseField("value", "is no checkpoint's id or number");
  const found = await findCheckpoint(reader, { ownerId, taskId, id, number });
  if (found === null)
    throw new Refusal("UNKNOWN_CHECKPOINT", `${value} is no checkpoint of this task`, { checkpoint: value });
  const { messageIndex, segmentId, ...checkpoint } = found;
  const count = messageIndex + 1;
  const head = segmentId === null || count === 0 ? null : { segmentId, count };
  return {
    type: "checkpoint",
    at: checkpoint.at,
    messageId: await lastInView(reader, ownerId, head),
    head,
    checkpoint,
    codeOf: taskId,
  };
}

// The segment that holds it is the first one of the line that begins before it: an empty one holds nothing.
const LAST_IN_VIEW = statement(
  "last-in-view",
  `with recursive line as (
     select task_id, start_seq, start_index, parent_id from segment where owner_id = $1 and id = $2
     union all
     select p.task_id, p.start_seq, p.start_index, p.parent_id from line
     join segment p on p.owner_id = $1 and p.id = line.parent_id
     where line.start_index >= $3)
   select task_id as "taskId", (start_seq + $3 - 1 - start_index)::int as seq from line where start_index < $3`,
);

async function lastInView(reader: Reader, ownerId: string, head: Point["head"]): Promise<string | null> {
  if (head === null) return null;
  const found = await reader.row<{ taskId: string; seq: number }>(LAST_IN_VIEW, [
    ownerId,
    head.segmentId,
    head.count,
  ]);
  return found === null ? null : `${found.taskId}:${found.seq}`;
}

// A message is in a segment of its own task. Of another task's it counts as far as a segment of this task's line continues it.
const PLACE_OF_MESSAGE = statement(
  "place-of-message",
  `with recursive line as (
     select id, start_index, parent_id from segment where owner_id = $1 and task_id = $2
     union
     select p.id, p.start_index, p.parent_id from line join segment p on p.owner_id = $1 and p.id = line.parent_id)
   select s.id as "segmentId", (s.start_index + m.seq - s.start_seq + 1)::int as count, m.created_at as at
   from message m
   cross join lateral (
     select id, start_seq, start_index from segment
     where owner_id = $1 and task_id = $3 and start_seq <= m.seq order by start_seq desc, created_at desc limit 1) s
   where m.owner_id = $1 and m.task_id = $3 and m.seq = $4
     and ($2 = $3 or exists (
       select 1 from line child where child.parent_id = s.id and child.start_index > s.start_index + m.seq - s.start_seq))`,
);

async function atMessage(reader: Reader, of: PointOf): Promise<Point> {
  const { ownerId, contractId, taskId, value } = of;
  const [codeOf = "", seq = ""] = value.split(":");
  const unknown = () =>
    new Refusal("FOREIGN_MESSAGE", `${value} is no message of this task's conversation`, { message: value });
  if (!idShape.safeParse(codeOf).success || !/^[1-9]\d{0,14}$/.test(seq) || value !== `${codeOf}:${seq}`)
    throw unknown();
  const place = await reader.row<{ segmentId: string; count: number; at: Date }>(PLACE_OF_MESSAGE, [
    ownerId,
    taskId,
    codeOf,
    seq,
  ]);
  if (place === null) throw unknown();
  const { segmentId, count } = place;
  const at = place.at.toISOString();
  const checkpoint = await findCodeAt(reader, {
    ownerId,
    contractId,
    taskId: codeOf,
    seq: Number(seq),
    until: null,
    rewoundBy: at,
  });
  return { type: "message", at, messageId: value, head: { segmentId, count }, checkpoint, codeOf };
}

// Messages are numbered in the order of their times, so the last one up to a time is found by halving. API times have milliseconds.
const PLACE_OF_TIME = statement(
  "place-of-time",
  `with recursive search as (
     select 0::bigint as low, last_seq as high from conversation where owner_id = $1 and task_id = $2
     union all
     select case when m.is_in then mid.seq else s.low end, case when m.is_in then s.high else mid.seq - 1 end
     from search s
     cross join lateral (select (s.low + s.high + 1) / 2 as seq) mid
     cross join lateral (
       select date_trunc('milliseconds', created_at) <= $3::timestamptz as is_in from message
       where owner_id = $1 and task_id = $2 and seq = mid.seq) m
     where s.low < s.high),
   found as (select low as seq from search order by high - low limit 1)
   select found.seq::int, s.id as "segmentId", (s.start_index + found.seq - s.start_seq + 1)::int as count
   from found cross join lateral (
     select id, start_seq, start_index from segment
     where owner_id = $1 and task_id = $2
       and (reason in ('first', 'fork') or date_trunc('milliseconds', created_at) <= $3::timestamptz)
     order by start_seq desc, created_at desc limit 1) s`,
);

const BEGINNING = statement(
  "beginning-of-task",
  `select date_trunc('milliseconds', created_at) as beginning, app_now() as now from task where owner_id = $1 and id = $2`,
);

async function atTime(reader: Reader, of: PointOf): Promise<Point> {
  const { ownerId, contractId, taskId, value } = of;
  if (!time.safeParse(value).success) throw refuseField("value", "is no time like 2026-01-31T12:00:00.000Z");
  const values = [ownerId, taskId, value];
  const [task, place] = await Promise.all([
    reader.row<{ beginning: Date; now: Date }>(BEGINNING, [ownerId, taskId]),
    reader.row<{ seq: number; segmentId: string; count: number }>(PLACE_OF_TIME, values),
  ]);
  if (task === null || place === null) throw new Error(`task ${taskId} has no conversation`);
  const asked = Date.parse(value);
  if (asked < task.beginning.getTime())
    throw new Refusal("POINT_BEFORE_BEGINNING", `the task was made at ${task.beginning.toISOString()}`);
  if (asked > task.now.getTime()) throw new Refusal("POINT_IN_FUTURE", `${value} has not come yet`);
  const { seq, segmentId, count } = place;
  const at = new Date(asked).toISOString();
  const code = { ownerId, contractId, taskId, seq, until: at, rewoundBy: at };
  const head = count === 0 ? null : { segmentId, count };
  return {
    type: "timestamp",
    at,
    messageId: await lastInView(reader, ownerId, head),
    head,
    checkpoint: await findCodeAt(reader, code),
    codeOf: taskId,
  };
}
