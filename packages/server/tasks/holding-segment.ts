// The segment that holds a message, in SQL: what continues a conversation names that one, so that a chain has no segments that show nothing.

/**
 * The id of the segment that holds the last of the first `count` messages seen from a segment: that one, or the first of its parents that begins
 * before it. Null where there is no message. All three are SQL expressions of plain values.
 */
export const holdingSegment = (of: { ownerId: string; segmentId: string; count: string }): string => `(
  with recursive line as (
    select id, start_index, parent_id from segment where owner_id = ${of.ownerId} and id = ${of.segmentId}
    union all
    select p.id, p.start_index, p.parent_id from line join segment p on p.owner_id = ${of.ownerId} and p.id = line.parent_id
    where line.start_index >= ${of.count})
  select id from line where start_index < ${of.count})`;
