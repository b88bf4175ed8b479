// Reads stored records back, from a place on, as many as fit in a frame.
import { open } from "node:fs/promises";
import type { Segment } from "./segment.ts";

/** Everything before it has been read: the next record's number, and where it begins if that is known. */
export interface SpoolPlace {
  readonly nextSeq: number;
  readonly at?: { readonly path: string; readonly offset: number };
}

export interface Batch {
  /** Records as JSON, one each, in order. */
  readonly lines: readonly string[];
  readonly lastSeq: number;
  readonly bytes: number;
  readonly next: SpoolPlace;
}

const mostRecords = 1000;

export async function readBatch(
  place: SpoolPlace,
  { segments, durableSeq, maxBytes }: { segments: readonly Segment[]; durableSeq: number; maxBytes: number },
): Promise<Batch | null> {
  if (place.nextSeq > durableSeq) return null;
  const segment = segments.findLast(({ firstSeq }) => firstSeq <= place.nextSeq);
  if (segment === undefined) throw new Error(`record ${place.nextSeq} is not in the spool`);
  const known = place.at?.path === segment.path ? place.at.offset : null;
  const skip = known === null ? place.nextSeq - segment.firstSeq : 0;
  const until = Math.min(durableSeq, segment.nextSeq - 1);
  const found = await readFrom(segment.path, {
    offset: known ?? 0,
    skip,
    most: Math.min(mostRecords, until - place.nextSeq + 1),
    maxBytes,
  });
  const lastSeq = place.nextSeq + found.lines.length - 1;
  return {
    lines: found.lines,
    lastSeq,
    bytes: found.bytes,
    next: { nextSeq: lastSeq + 1, at: { path: segment.path, offset: found.offset } },
  };
}

const chunkBytes = 128 * 1024;

/** At least one line, whatever its length. `bytes` counts what is returned, `offset` is where the next line begins. */
async function readFrom(
  path: string,
  wanted: { offset: number; skip: number; most: number; maxBytes: number },
): Promise<{ lines: string[]; bytes: number; offset: number }> {
  const handle = await open(path, "r");
  try {
    const lines: string[] = [];
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let { offset, skip } = wanted;
    let bytes = 0;
    let position = offset;
    let rest: Buffer = Buffer.alloc(0);
    while (lines.length < wanted.most) {
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      for (let end = rest.indexOf(0x0a); end >= 0 && lines.length < wanted.most; end = rest.indexOf(0x0a)) {
        if (skip === 0 && lines.length > 0 && bytes + end > wanted.maxBytes) return { lines, bytes, offset };
        if (skip > 0) skip -= 1;
        else {
          lines.push(rest.toString("utf8", 0, end));
          bytes += end;
        }
        offset += end + 1;
        rest = rest.subarray(end + 1);
      }
    }
    return { lines, bytes, offset };
  } finally {
    await handle.close();
  }
}
