// Reads the messages that are in view, in either order, as far as they are wanted.
import type { MessageRole } from "@makima/core/conversation";
import { type Reader, statement } from "../db/database.ts";
import { MESSAGE_COLUMNS, type MessageRow, type Seen, type View } from "./reader.ts";

export type Scan = {
  order: "asc" | "desc";
  roles: readonly MessageRole[];
  limit: number;
  /** the places that count, both included */
  fromIndex: number;
  toIndex: number;
  /** messages of these calls only */
  toolCallIds?: readonly string[];
};

// Each range ends its own scan at the limit. They are given by their places, so that nothing of a later one is told before an earlier one's.
const scanOf = (direction: "" | " desc") => `
  select m.*
  from unnest($2::uuid[], $3::bigint[], $4::bigint[]) with ordinality as range (task_id, first, last, place)
  cross join lateral (
    select ${MESSAGE_COLUMNS}
    from message
    where owner_id = $1 and task_id = range.task_id and seq between range.first and range.last and role = any ($5)
      and ($6::text[] is null or tool_call_id = any ($6))
    order by message.seq${direction} limit $7) m
  order by range.place, m.seq${direction} limit $7`;

const SCAN = {
  asc: statement("scan-messages", scanOf("")),
  desc: statement("scan-messages-back", scanOf(" desc")),
};

/**
 * Up to `limit` messages in view, each with its place as seen from the head. One statement reads as many stretches as hold the limit; only where
 * few of their messages are wanted is another one needed, for twice as many.
 */
export async function scanMessages(
  reader: Reader,
  view: Pick<View, "ownerId" | "stretches">,
  scan: Scan,
): Promise<Seen[]> {
  const ranges = rangesOf(view, scan);
  const seen: Seen[] = [];
  for (let from = 0, room = scan.limit; from < ranges.length && seen.length < scan.limit; room *= 2) {
    const to = endOfBatch(ranges, { from, room });
    const batch = ranges.slice(from, to);
    const rows = await reader.rows<MessageRow>(SCAN[scan.order], [
      view.ownerId,
      batch.map(({ taskId }) => taskId),
      batch.map(({ first }) => first),
      batch.map(({ last }) => last),
      scan.roles,
      scan.toolCallIds ?? null,
      scan.limit - seen.length,
    ]);
    for (const row of rows) seen.push({ row, index: indexIn(batch, row) });
    from = to;
  }
  return seen;
}

/** `shift`: a message's number and this are its place. */
type Range = { taskId: string; first: number; last: number; shift: number };

/** What is wanted of each stretch, in the order of the scan. */
function rangesOf({ stretches }: Pick<View, "stretches">, { order, fromIndex, toIndex }: Scan): Range[] {
  const ranges = stretches
    .map(({ taskId, fromSeq, toSeq, ...stretch }) => {
      const shift = stretch.fromIndex - fromSeq;
      const first = Math.max(fromSeq, fromIndex - shift);
      return { taskId, first, last: Math.min(toSeq, toIndex - shift), shift };
    })
    .filter(({ first, last }) => first <= last);
  return order === "asc" ? ranges : ranges.toReversed();
}

/** The first range that is not needed to have so many messages. */
function endOfBatch(ranges: readonly Range[], { from, room }: { from: number; room: number }): number {
  let held = 0;
  for (let to = from; to < ranges.length; to += 1) {
    if (held >= room) return to;
    const range = ranges[to];
    if (range !== undefined) held += range.last - range.first + 1;
  }
  return ranges.length;
}

function indexIn(ranges: readonly Range[], { taskId, seq }: { taskId: string; seq: number }): number {
  const range = ranges.find((each) => each.taskId === taskId && each.first <= seq && seq <= each.last);
  if (range === undefined) throw new Error(`message ${seq} of task ${taskId} was not asked for`);
  return seq + range.shift;
}
