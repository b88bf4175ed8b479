// The clock of the benchmarks.
import { setTimeout as wait } from "node:timers/promises";

/** Milliseconds, with fractions, from some moment on. */
export const monotonicMs = (): number => performance.now();

/** Milliseconds since 1970, with fractions: to compare with what another process of this machine wrote down. */
export const wallMs = (): number => performance.timeOrigin + performance.now();

export const sleep = (ms: number): Promise<void> => wait(ms);

/** How long some work takes, in milliseconds. */
export async function took(work: () => Promise<unknown>): Promise<number> {
  const began = monotonicMs();
  await work();
  return monotonicMs() - began;
}

/** For people: when something was measured, in UTC. */
export const timestamp = (): string => new Date().toISOString();
