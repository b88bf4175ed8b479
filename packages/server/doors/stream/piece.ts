// A piece is a frame before it has its cursor, which is each watcher's own.
import type { FRAME_KINDS, Topic } from "@makima/protocol/stream";

export type Piece = {
  /** which of the topic's sources it comes from: the index in the watcher's place */
  source: number;
  /** its number there */
  number: number;
  /** Several frames may tell of one number. Only with the last one the place moves, so that a reconnect between them gets all again. */
  isLast: boolean;
  /** the frame with this cursor, as text; the same cursor again costs nothing */
  textWith(cursor: string): string;
};

export type FrameKind = (typeof FRAME_KINDS)[number];

export function pieceOf({
  topic,
  kind,
  data,
  ...place
}: { topic: Topic; kind: FrameKind; data: object } & Omit<Piece, "textWith">): Piece {
  const start = `{"topic":${JSON.stringify(topic)},"kind":"${kind}","data":${JSON.stringify(data)},"cursor":`;
  let last = { cursor: "", text: "" };
  return {
    ...place,
    textWith: (cursor) => {
      if (last.cursor !== cursor) last = { cursor, text: `${start}${JSON.stringify(cursor)}}` };
      return last.text;
    },
  };
}
