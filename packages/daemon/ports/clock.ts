// The only place of the daemon that reads the time or waits for it.

/** A clock that only grows, and its timers. */
export interface Timers {
  monotonicMs(): number;
  /** Calls `work` once after `durationMs`, unless the returned function is called before. */
  after(durationMs: number, work: () => void): () => void;
}

const machineTimers: Timers = {
  monotonicMs: () => performance.now(),
  after(durationMs, work) {
    const timer = setTimeout(work, durationMs);
    return () => clearTimeout(timer);
  },
};

let timers = machineTimers;

/** Puts a simulated clock in the place of this machine's, for this whole program; null takes it away again. */
export function simulateTimers(simulated: Timers | null): void {
  timers = simulated ?? machineTimers;
}

/** Milliseconds of a clock that only grows, for leases and durations. */
export function monotonicMs(): number {
  return timers.monotonicMs();
}

/** Resolves after `durationMs`; rejects with the reason of `signal` as soon as that is aborted. */
export async function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  await rest(durationMs, signal ?? new AbortController().signal);
  signal?.throwIfAborted();
}

/** Resolves after `durationMs`, or as soon as `signal` is aborted. */
export function rest(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = timers.after(signal.aborted ? 0 : durationMs, resolve);
    const wake = (): void => {
      stop();
      resolve();
    };
    signal.addEventListener("abort", wake, { once: true });
  });
}

/** Calls `work` once after `durationMs`, unless the returned function is called before. */
export function after(durationMs: number, work: () => void): () => void {
  return timers.after(durationMs, work);
}

/** Calls `work` every `periodMs` until the returned function is called. */
export function every(periodMs: number, work: () => void): () => void {
  let stop = timers.after(periodMs, beat);
  function beat(): void {
    stop = timers.after(periodMs, beat);
    work();
  }
  return () => stop();
}

/** The wall clock's time as ISO 8601, for what people and programs read; nothing is decided by it, but for an agent that itself decides by it. */
export function wallTime(): string {
  return new Date().toISOString();
}
