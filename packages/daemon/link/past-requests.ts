// Requests for a task's past that wait for their answer, over as many connections as it takes.
import type { DaemonFrame, PastAsk, RunRef, ServerFrame } from "@makima/protocol/mesh";

type Request = Extract<DaemonFrame, { kind: "request" }>;
type Answer = Pick<Extract<ServerFrame, { kind: "response" }>, "text" | "data">;
type Open = { frame: Request; resolve: (answer: Answer) => void; reject: (error: Error) => void };

/** The server knows no such run any more. */
export class PastRefused extends Error {
  override readonly name = "PastRefused";
}

export class PastRequests {
  readonly #open = new Map<number, Open>();
  #nextId = 1;
  #send: ((frame: Request) => void) | null = null;

  /** The conversation as a prompt. */
  async request(run: RunRef, signal: AbortSignal): Promise<string> {
    return (await this.ask({ kind: "past", ...run }, signal)).text;
  }

  ask(ask: PastAsk, signal: AbortSignal): Promise<Answer> {
    const frame: Request = { kind: "request", id: this.#nextId++, ask };
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        this.#open.delete(frame.id);
        reject(new PastRefused("the run ended"));
      };
      if (signal.aborted) return forget();
      signal.addEventListener("abort", forget, { once: true });
      this.#open.set(frame.id, { frame, resolve, reject });
      this.#send?.(frame);
    });
  }

  /** A connection is ready: everything that is open is asked again on it. */
  connect(send: (frame: Request) => void): void {
    this.#send = send;
    for (const { frame } of this.#open.values()) send(frame);
  }

  disconnect(): void {
    this.#send = null;
  }

  answer({ id, ok, text, data }: Extract<ServerFrame, { kind: "response" }>): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (ok) open?.resolve({ text, data });
    else open?.reject(new PastRefused(text));
  }
}
