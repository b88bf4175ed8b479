// One watcher on one topic: first what was missed, then what happens, with nothing lost or repeated where the two meet.
//
// The watcher is added to the topic's tail before the past is read, and what the tail tells meanwhile is kept back. The past is read to
// its end, so whatever the tail told is either part of it, and passed over by its number, or comes behind it.
import type { Reader } from "../../db/database.ts";
import type { Followed, Place } from "./followed.ts";
import { type FrameKind, type Piece, portionsOf } from "./piece.ts";
import { type Listener, placeAfter, type Tail } from "./tail.ts";

/** A frame as text, and what it is: a delta and an error have no cursor. */
export type SentFrame = { text: string; kind: FrameKind | "live" | "error"; cursor: string | null };

export type Watcher = {
  send(frame: SentFrame): void;
  /** Resolves when the watcher has room for more, or is gone. */
  room(): Promise<void>;
  /** Cuts a watcher off that is too slow; it can come back with its cursor. */
  cut(): void;
};

/** So many pieces may wait while the past is read. More means that it grows faster than it can be read to this watcher. */
const MAX_KEPT_BACK = 20_000;

export class Subscription {
  readonly #followed: Followed;
  readonly #watcher: Watcher;
  readonly #tail: Tail;
  readonly #listener: Listener;
  #place: Place = [];
  #keptBack: Piece[] | null = [];
  #isOver = false;

  constructor(followed: Followed, watcher: Watcher, tail: Tail) {
    this.#followed = followed;
    this.#watcher = watcher;
    this.#tail = tail;
    this.#listener = {
      take: (pieces) => this.#take(pieces),
      delta: (text) => {
        if (this.#keptBack === null) watcher.send({ text, kind: "delta", cursor: null });
      },
      room: () => watcher.room(),
    };
  }

  /** Resolves when the past is told; from then on the watcher is live. Throws NOT_FOUND, and what the database throws. */
  async begin(db: Reader, after: Place | null): Promise<void> {
    this.#tail.add(this.#listener);
    await this.#tail.started;
    const end = await this.#followed.end(db);
    this.#place = after ?? end;
    for (let isAll = false; !isAll && !this.#isOver; ) {
      const past = await this.#followed.behind(db, this.#place);
      isAll = past.isAll;
      await this.#tellSlowly(past.pieces);
    }
    while (this.#keptBack !== null && this.#keptBack.length > 0 && !this.#isOver) {
      await this.#tellSlowly(this.#keptBack.splice(0));
    }
    this.#keptBack = null;
    if (this.#isOver) return;
    const cursor = this.#followed.cursorAt(this.#place);
    const text = JSON.stringify({ topic: this.#followed.topic, live: true, cursor });
    this.#watcher.send({ text, kind: "live", cursor });
  }

  /** True when nobody watches the topic any more. */
  end(): boolean {
    this.#isOver = true;
    return this.#tail.remove(this.#listener);
  }

  #take(pieces: readonly Piece[]): void {
    if (this.#keptBack === null) return this.#tell(pieces);
    this.#keptBack.push(...pieces);
    if (this.#keptBack.length > MAX_KEPT_BACK) this.#watcher.cut();
  }

  async #tellSlowly(pieces: readonly Piece[]): Promise<void> {
    for (const portion of portionsOf(pieces)) {
      this.#tell(portion);
      await this.#watcher.room();
    }
  }

  #tell(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (this.#isOver) return;
      if (piece.number <= (this.#place[piece.source] ?? 0)) continue;
      this.#place = placeAfter(this.#place, piece);
      const cursor = this.#followed.cursorAt(this.#place);
      this.#watcher.send({ text: piece.textWith(cursor), kind: piece.kind, cursor });
    }
  }
}
