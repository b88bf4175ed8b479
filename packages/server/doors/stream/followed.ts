// What a topic follows, as tails and subscriptions see it.
import type { Topic } from "@makima/protocol/stream";
import type { Reader } from "../../db/database.ts";
import type { Piece } from "./piece.ts";

/** A number for each source of the topic: up to it everything is known. */
export type Place = readonly number[];

export type Followed = {
  topic: Topic;
  bell: string;
  /** the task whose deltas belong to the topic */
  deltasOf: string | null;
  /** Throws NOT_FOUND when the owner has no such thing. */
  end(db: Reader): Promise<Place>;
  /** What comes behind a place; `isAll` is false when there may be more at once. */
  behind(db: Reader, place: Place): Promise<{ pieces: Piece[]; isAll: boolean }>;
  cursorAt(place: Place): string;
};
