// One reader of a topic for all of its watchers at this server: it reads what is new once, and hands it to each of them.
import type { World } from "../../world.ts";
import { onDelta } from "./deltas.ts";
import type { Followed, Place } from "./followed.ts";
import { type Piece, portionsOf } from "./piece.ts";

/** What a watcher of a topic is told. */
export type Listener = {
  take(pieces: readonly Piece[]): void;
  delta(text: string): void;
  /** Resolves when the watcher has read most of what it was told, or is gone. */
  room(): Promise<void>;
};

const POLL_MS = 1_000;
const GRACE_MS = 100;
const PACE_MS = 10;

export class Tail {
  /** When it resolves, whatever comes behind the end of the topic will be told. Rejects when the owner has no such thing. */
  readonly started: Promise<void>;
  readonly #world: World;
  readonly #followed: Followed;
  readonly #listeners = new Set<Listener>();
  readonly #deafen: readonly (() => void)[];
  #place: Place = [];
  #isStopped = false;
  #isRung = false;
  #wake: () => void = () => undefined;

  constructor(world: World, followed: Followed) {
    this.#world = world;
    this.#followed = followed;
    const { bell, deltasOf } = followed;
    this.#deafen = [
      world.doorbell.listen(bell, () => this.#ring()),
      ...(deltasOf === null ? [] : [onDelta(deltasOf, (data) => this.#tellDelta(data))]),
    ];
    this.started = this.#start();
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** True when it was the last one: the tail has stopped then. */
  remove(listener: Listener): boolean {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return false;
    this.#isStopped = true;
    this.#wake();
    for (const deafen of this.#deafen) deafen();
    return true;
  }

  async #start(): Promise<void> {
    this.#place = await this.#followed.end(this.#world.db);
    const { log } = this.#world;
    this.#run().catch((error: unknown) =>
      log.error({ err: error, topic: this.#followed.topic }, "a tail ended"),
    );
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isRung = false;
      const { clock } = this.#world;
      const beganMs = clock.monotonicMs();
      const isAll = await this.#tryRead();
      // What comes alone is told at once. In a flood each look finds more, and takes it together.
      const restMs = PACE_MS - (clock.monotonicMs() - beganMs);
      if (isAll && this.#isRung && !this.#isStopped && restMs > 1) await clock.sleep(restMs);
      if (isAll && !this.#isRung && !this.#isStopped) await this.#rest();
    }
  }

  /** The place moves only when all was told, so that after a failure everything is read again and passed over by its number. */
  async #tryRead(): Promise<boolean> {
    const { db, clock, log } = this.#world;
    try {
      const { pieces, isAll } = await this.#followed.behind(db.watching, this.#place);
      for (const portion of portionsOf(pieces)) {
        for (const listener of this.#listeners) listener.take(portion);
        // A burst is not the watcher's fault. Who still has not read after this is slow, and is cut off when its socket is full.
        await Promise.race([
          Promise.all([...this.#listeners].map((one) => one.room())),
          clock.sleep(GRACE_MS),
        ]);
      }
      this.#place = pieces.reduce<Place>((at, piece) => placeAfter(at, piece), this.#place);
      return isAll;
    } catch (error) {
      log.warn({ err: error, topic: this.#followed.topic }, "a topic could not be read and is tried again");
      return true;
    }
  }

  async #rest(): Promise<void> {
    const waking = new AbortController();
    this.#wake = () => waking.abort();
    try {
      await this.#world.clock.sleep(POLL_MS, waking.signal);
    } catch (error) {
      if (!waking.signal.aborted) throw error;
    }
  }

  #ring(): void {
    this.#isRung = true;
    this.#wake();
  }

  #tellDelta(data: object): void {
    const text = JSON.stringify({ topic: this.#followed.topic, cursor: null, kind: "delta", data });
    for (const listener of this.#listeners) listener.delta(text);
  }
}

/** Where somebody stands who was at `place` and was told this piece. */
export const placeAfter = (place: Place, { source, number, isLast }: Piece): Place =>
  isLast ? place.map((at, index) => (index === source ? Math.max(at, number) : at)) : place;
