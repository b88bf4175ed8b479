// What a conversation shows at a place that the head is not at: where it would be after a rewind.
import { type Segment, type Stretch, sharedLength, stretchesOf } from "@makima/core/conversation";
import { type Reader, statement } from "../db/database.ts";
import type { View } from "../history/history.ts";
import type { Place } from "./reader.ts";

const CHAIN_OF_SEGMENT = statement(
  "chain-of-segment",
  `with recursive chain as (
     select s.*, 0 as depth from segment s where s.owner_id = $1 and s.id = $2
     union all
     select p.*, chain.depth + 1 from chain
     join segment p on p.owner_id = chain.owner_id and p.id = chain.parent_id
     where chain.owner_id = $1
   )
   select id, task_id as "taskId", start_seq::int as "startSeq", start_index as "startIndex", parent_id as "parentId"
   from chain order by depth`,
);

export type PlacedView = Pick<View, "segments" | "stretches" | "messageCount">;

export async function viewAt(
  reader: Reader,
  { ownerId, taskId, place }: { ownerId: string; taskId: string; place: Place },
): Promise<PlacedView> {
  const { segmentId, count } = place;
  const chain = segmentId === null ? [] : await reader.rows<Segment>(CHAIN_OF_SEGMENT, [ownerId, segmentId]);
  // An empty head that continues it, as the rewind would make one: no message has a number as high as its first.
  const head = { id: "", taskId, startSeq: BEYOND, startIndex: count, parentId: segmentId };
  const segments = [head, ...chain];
  return { segments, stretches: stretchesOf(segments, BEYOND - 1), messageCount: count };
}

const BEYOND = Number.MAX_SAFE_INTEGER;

/** The messages that one view shows and the other does not: they are all behind those that both show. */
export function shownOnlyBy(
  one: Pick<View, "stretches" | "messageCount">,
  other: Pick<View, "stretches">,
): { fromIndex: number; count: number; stretches: Stretch[] } {
  const fromIndex = sharedLength(one.stretches, other.stretches);
  const stretches = one.stretches
    .map((stretch) => {
      const skipped = Math.max(0, fromIndex - stretch.fromIndex);
      return { ...stretch, fromSeq: stretch.fromSeq + skipped, fromIndex: stretch.fromIndex + skipped };
    })
    .filter(({ fromSeq, toSeq }) => fromSeq <= toSeq);
  return { fromIndex, count: one.messageCount - fromIndex, stretches };
}
