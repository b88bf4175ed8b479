// A piece is a frame before it has its cursor, which is each watcher's own.
import { type FRAME_KINDS, STREAM_BUFFER_BYTES, type Topic } from "@makima/protocol/stream";

export type Piece = {
  /** which of the topic's sources it comes from: the index in the watcher's place */
  source: number;
  kind: FrameKind;
  /** its number there */
  number: number;
  /** Several frames may tell of one number: what an event changed, then the event. Only with the last one the place moves. */
  isLast: boolean;
  /** about what its text takes */
  size: number;
  /** the frame with this cursor, as text; the same cursor again costs nothing */
  textWith(cursor: string): string;
};

/** Several of these fit into what a watcher may have unread. */
export const PORTION_BYTES = STREAM_BUFFER_BYTES / 4;

export type FrameKind = (typeof FRAME_KINDS)[number];

export function pieceOf({
  topic,
  kind,
  data,
  ...place
}: { topic: Topic; kind: FrameKind; data: object } & Omit<Piece, "textWith" | "size" | "kind">): Piece {
  const start = `{"topic":${JSON.stringify(topic)},"kind":"${kind}","data":${JSON.stringify(data)},"cursor":`;
  let last = { cursor: "", text: "" };
  return {
    ...place,
    kind,
    size: start.length,
    textWith: (cursor) => {
      if (last.cursor !== cursor) last = { cursor, text: `${start}${JSON.stringify(cursor)}}` };
      return last.text;
    },
  };
}

/** Pieces in portions that a socket may be given at once; a piece that is larger is a portion of its own. */
export function* portionsOf(pieces: readonly Piece[]): Generator<Piece[]> {
  let portion: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    if (size + piece.size > PORTION_BYTES && portion.length > 0) {
      yield portion;
      portion = [];
      size = 0;
    }
    portion.push(piece);
    size += piece.size;
  }
  if (portion.length > 0) yield portion;
}
