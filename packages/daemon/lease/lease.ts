// The daemon's lease on its runs, by its own monotonic clock: it ends here before it ends at the server.
import { after, monotonicMs } from "../ports/clock.ts";

export interface LeaseEvents {
  /** Nobody may act in the name of the runs any more, until the server has confirmed them. */
  onLost(): void;
  onRegained(): void;
}

/** The part of the lease after which we stop: what is left of it covers the time that stopping takes. */
const usedPart = 0.8;

export class Lease {
  readonly #events: LeaseEvents;
  #endsAtMs = Number.NEGATIVE_INFINITY;
  #state: "none" | "held" | "lost" = "none";
  #stopTimer: () => void = () => undefined;
  #waiting: (() => void)[] = [];

  constructor(events: LeaseEvents) {
    this.#events = events;
  }

  /** The server has answered a heartbeat that was sent at `sentAtMs`; the lease counts from then. */
  confirm({ sentAtMs, leaseMs }: { sentAtMs: number; leaseMs: number }): void {
    const endsAtMs = sentAtMs + leaseMs * usedPart;
    if (endsAtMs <= this.#endsAtMs || endsAtMs <= monotonicMs()) return;
    this.#endsAtMs = endsAtMs;
    this.#stopTimer();
    this.#stopTimer = after(endsAtMs - monotonicMs(), () => this.#end());
    const before = this.#state;
    this.#state = "held";
    if (before === "lost") this.#events.onRegained();
    for (const go of this.#waiting.splice(0)) go();
  }

  get isHeld(): boolean {
    return this.#state === "held" && monotonicMs() < this.#endsAtMs;
  }

  /** Resolves as soon as the lease is held, or nobody needs it any more because `signal` was aborted. */
  async held(signal: AbortSignal): Promise<void> {
    while (!this.isHeld && !signal.aborted) {
      await new Promise<void>((go) => {
        this.#waiting.push(go);
        signal.addEventListener("abort", () => go(), { once: true });
      });
    }
  }

  /** At the end of the program. */
  close(): void {
    this.#stopTimer();
  }

  #end(): void {
    if (this.#state !== "held") return;
    this.#state = "lost";
    this.#events.onLost();
  }
}
