// The daemon's link to the server: comes back by itself after every loss, until it is closed or refused.
import type { PastAsk, RunRef } from "@makima/protocol/mesh";
import { rest } from "../ports/clock.ts";
import { openSocket } from "../ports/web-socket.ts";
import { LinkSession } from "./link-session.ts";
import { type Delta, type LinkParts, Refused } from "./outlook.ts";
import { PastRequests } from "./past-requests.ts";

const firstDelayMs = 50;
const longestDelayMs = 1000;
const connectTimeoutMs = 10_000;

export class Link {
  readonly #parts: LinkParts;
  readonly #past = new PastRequests();
  readonly #closing = new AbortController();
  #session: LinkSession | null = null;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Ends when the link is closed. Throws `Refused` when the server says that there is no use in trying again. */
  async run(): Promise<void> {
    const { log } = this.#parts;
    let delayMs = firstDelayMs;
    while (!this.#closing.signal.aborted) {
      const problem = await this.#connectOnce(() => {
        delayMs = firstDelayMs;
      });
      if (problem instanceof Refused) throw problem;
      if (this.#closing.signal.aborted) return;
      log.info({ problem: String(problem), delayMs }, "no link to the server; trying again");
      await rest(delayMs, this.#closing.signal);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  }

  /** The conversation of a run's task before this turn, as a prompt; waits while the server is away. */
  requestPast(run: RunRef, signal: AbortSignal): Promise<string> {
    return this.#past.request(run, signal);
  }

  /** A page of it, in the shape that belongs to what was asked for; waits while the server is away. */
  async requestPage(ask: PastAsk, signal: AbortSignal): Promise<unknown> {
    return (await this.#past.ask(ask, signal)).data;
  }

  /** What is not history may be lost: without a connection it is. */
  sendDelta(delta: Delta): void {
    this.#session?.sendSoon({ kind: "delta", ...delta });
  }

  close(): void {
    this.#closing.abort();
    this.#session?.close();
  }

  async #connectOnce(onWelcome: () => void): Promise<unknown> {
    try {
      const socket = await openSocket(this.#parts.url, { timeoutMs: connectTimeoutMs });
      this.#session = new LinkSession({ socket, parts: this.#parts, past: this.#past, onWelcome });
      if (this.#closing.signal.aborted) this.#session.close();
      await this.#session.run();
      return "the connection was closed";
    } catch (error) {
      return error;
    } finally {
      this.#session = null;
    }
  }
}
