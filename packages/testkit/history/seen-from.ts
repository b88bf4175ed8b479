// What is seen of a conversation from one of its segments, by the rows alone: written from the domain page, and not from the code that reads it.
import type { MovesOfHeads } from "./moves-of-heads.ts";

type Segments = MovesOfHeads["segments"];

/** The names of the first `count` messages that are seen from a segment, as «task:number»; null where the segments do not hang together. */
export function seenFrom(
  segments: Segments,
  { segmentId, count }: { segmentId: string | null; count: number },
): string[] | null {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const seen: string[] = [];
  let id = segmentId;
  while (seen.length < count) {
    const segment = byId.get(id ?? "");
    if (segment === undefined) return null;
    byId.delete(segment.id);
    const { taskId, startSeq, startIndex } = segment;
    for (let index = count - seen.length - 1; index >= startIndex; index--)
      seen.push(`${taskId}:${startSeq + index - startIndex}`);
    id = segment.parentId;
  }
  return seen.reverse();
}
