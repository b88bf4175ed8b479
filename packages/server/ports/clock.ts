// The two clocks of a server: it asks both before it believes that a lease is over. Decisions take the time from the database.
import { setTimeout as sleepFor } from "node:timers/promises";

export type Clock = {
  /** never goes back; milliseconds since some moment */
  monotonicMs(): number;
  wallMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: async (ms, signal) => {
    await sleepFor(ms, undefined, signal === undefined ? {} : { signal });
  },
};
