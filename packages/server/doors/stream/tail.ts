// One reader of a topic for all of its watchers at this server: it reads what is new once, and hands it to each of them.
import type { World } from "../../world.ts";
import { onDelta } from "./deltas.ts";
import type { Followed, Place } from "./follow.ts";
import { type Piece, portionsOf } from "./piece.ts";

/** What a watcher of a topic is told. */
export type Listener = {
  take(pieces: readonly Piece[]): void;
  delta(text: string): void;
  /** Resolves when the watcher has read most of what it was told, or is gone. */
  room(): Promise<void>;
};

export type Tail = {
  /** When it resolves, whatever comes behind the end of the topic will be told. */
  readonly started: Promise<void>;
  add(listener: Listener): void;
  /** True when it was the last one: the tail has stopped then. */
  remove(listener: Listener): boolean;
};

const POLL_MS = 1_000;
const GRACE_MS = 100;

export function startTail({ db, doorbell, clock, log }: World, followed: Followed): Tail {
  const listeners = new Set<Listener>();
  const stopping = new AbortController();
  let place: Place = [];
  let isRung = false;
  let wake: () => void = () => undefined;

  const read = async (): Promise<boolean> => {
    const { pieces, isAll } = await followed.behind(db, place);
    place = pieces.reduce<Place>((at, piece) => placeAfter(at, piece), place);
    for (const portion of portionsOf(pieces)) {
      for (const listener of listeners) listener.take(portion);
      // A burst is not the watcher's fault. Who still has not read after this is slow, and is cut off when its socket is full.
      await Promise.race([Promise.all([...listeners].map((one) => one.room())), clock.sleep(GRACE_MS)]);
    }
    return isAll;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      isRung = false;
      const isAll = await read().catch((error: unknown) => {
        log.warn({ err: error, topic: followed.topic }, "a topic could not be read and is tried again");
        return true;
      });
      if (!isAll || isRung || stopping.signal.aborted) continue;
      const waking = new AbortController();
      wake = () => waking.abort();
      await clock.sleep(POLL_MS, waking.signal).catch((error: unknown) => {
        if (!waking.signal.aborted) throw error;
      });
    }
  };
  const deafen = [
    doorbell.listen(followed.bell, () => {
      isRung = true;
      wake();
    }),
    ...(followed.deltasOf === null ? [] : [onDelta(followed.deltasOf, (data) => tellDelta(data))]),
  ];
  const tellDelta = (data: object): void => {
    const text = JSON.stringify({ topic: followed.topic, cursor: null, kind: "delta", data });
    for (const listener of listeners) listener.delta(text);
  };
  const stop = (): void => {
    stopping.abort();
    wake();
    for (const end of deafen) end();
  };
  const started = followed.end(db).then((end) => {
    place = end;
    run().catch((error: unknown) => log.error({ err: error, topic: followed.topic }, "a tail ended"));
  });
  return {
    started,
    add: (listener) => listeners.add(listener),
    remove: (listener) => {
      listeners.delete(listener);
      if (listeners.size === 0) stop();
      return listeners.size === 0;
    },
  };
}

/** Where somebody stands who was at `place` and was told this piece. */
export const placeAfter = (place: Place, { source, number, isLast }: Piece): Place =>
  isLast ? place.map((at, index) => (index === source ? Math.max(at, number) : at)) : place;
