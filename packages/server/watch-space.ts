// Watches the space on the database's disk. A full disk ends PostgreSQL, so writes are refused before that, and taken again when there is space.
import type { Storage } from "@makima/protocol/http";
import type { Logger } from "pino";
import type { Clock } from "./ports/clock.ts";

type Reading = { freeBytes: number; fullBelowBytes: number; freeFromBytes: number };

export type Space = {
  isFull(): boolean;
  /** Resolves when writes are taken: at once, or when there is space again. */
  untilFree(): Promise<void>;
  report(): Storage;
};

/** For a database on another machine: it says itself when it is full. */
export const unwatchedSpace: Space = {
  isFull: () => false,
  untilFree: () => Promise.resolve(),
  report: () => ({ state: "unwatched" }),
};

const LOOK_MS = 250;

export type WatchSpace = {
  /** null: nothing is to be watched */
  read: () => Promise<Reading | null>;
  clock: Pick<Clock, "sleep">;
  log: Logger;
};

/** Resolves after the first look. It looks until `signal` is aborted. */
export async function watchSpace({ read, clock, log }: WatchSpace, signal: AbortSignal): Promise<Space> {
  let reading: Reading | null = null;
  let full = Promise.withResolvers<void>();
  let isFull = false;
  full.resolve();
  const look = async () => {
    reading = await read();
    if (reading === null) return;
    const { freeBytes, fullBelowBytes, freeFromBytes } = reading;
    if (!isFull && freeBytes < fullBelowBytes) {
      isFull = true;
      full = Promise.withResolvers();
      log.error(reading, "the database's disk is nearly full: writes are refused until there is space");
    } else if (isFull && freeBytes >= freeFromBytes) {
      isFull = false;
      full.resolve();
      log.info(reading, "the database's disk has space again");
    }
  };
  const tryLook = () =>
    look().catch((error: unknown) => log.warn({ err: error }, "the database's disk cannot be asked"));
  const keepLooking = async () => {
    while (!signal.aborted) {
      await clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (!signal.aborted) await tryLook();
    }
    // whoever waits finds the database as it is
    full.resolve();
  };
  await tryLook();
  keepLooking().catch((error: unknown) =>
    log.error({ err: error }, "the database's disk is watched no more"),
  );
  return {
    isFull: () => isFull,
    untilFree: () => full.promise,
    report: () => {
      if (reading === null) return { state: "unwatched" };
      const { freeBytes, freeFromBytes } = reading;
      return { state: isFull ? "full" : "fine", freeBytes, neededBytes: freeFromBytes };
    },
  };
}
