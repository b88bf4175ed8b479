// The one clock of a simulation: time stands still until the schedule moves it, and timers of a node that is dead never come.
import { AsyncLocalStorage } from "node:async_hooks";
import { simulateTimers } from "@makima/daemon/ports/clock";

/** A program of the simulated world. What it sets a timer for is dropped when it is dead, and waits while it is stopped. */
export type Node = { readonly name: string; isDead: boolean; isStopped: boolean };

type Timer = {
  readonly atMs: number;
  readonly number: number;
  readonly node: Node | null;
  readonly work: () => void;
};

const running = new AsyncLocalStorage<Node>();

/** Runs something in the name of a node: the timers that it sets are that node's. */
export const actAs = <Result>(node: Node, work: () => Result): Result => running.run(node, work);

export class SimulatedClock {
  #nowMs: number;
  #numbers = 0;
  #timers: Timer[] = [];
  readonly #daemonsOffMs: number;

  /** `daemonsOffMs`: how far the clocks of the daemons' machines are from the servers' one */
  constructor(startMs: number, daemonsOffMs: number) {
    this.#nowMs = startMs;
    this.#daemonsOffMs = daemonsOffMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** From now on the daemon's own code in this process lives by this clock. */
  install(): void {
    simulateTimers({
      monotonicMs: () => this.#nowMs + this.#daemonsOffMs,
      after: (durationMs, work) => this.after(durationMs, work),
    });
  }

  uninstall(): void {
    simulateTimers(null);
  }

  after(durationMs: number, work: () => void): () => void {
    const timer: Timer = {
      atMs: this.#nowMs + Math.max(0, durationMs),
      number: ++this.#numbers,
      node: running.getStore() ?? null,
      work,
    };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Rejects with an AbortError as soon as `signal` is aborted, as the server's own clock does. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new DOMException("the sleep was ended", "AbortError"));
      const end = this.after(durationMs, resolve);
      signal?.addEventListener(
        "abort",
        () => {
          end();
          reject(new DOMException("the sleep was ended", "AbortError"));
        },
        { once: true },
      );
    });
  }

  /** The next timer that is due until then, with the clock moved to it; null when there is none, with the clock moved to `untilMs`. */
  next(untilMs: number): Timer | null {
    this.#timers = this.#timers.filter(({ node }) => node?.isDead !== true);
    const due = this.#timers
      .filter(({ atMs, node }) => atMs <= untilMs && node?.isStopped !== true)
      .sort((one, other) => one.atMs - other.atMs || one.number - other.number)[0];
    this.#nowMs = Math.max(this.#nowMs, due?.atMs ?? untilMs);
    if (due === undefined) return null;
    this.#timers = this.#timers.filter((one) => one !== due);
    return due;
  }

  fire({ node, work }: Timer): void {
    if (node === null) work();
    else actAs(node, work);
  }
}
