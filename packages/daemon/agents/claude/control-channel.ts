// The requests that go both ways between us and Claude, beside what it says: each has an id and one answer.
import type { Writable } from "node:stream";
import { AgentFailed } from "../driver.ts";
import type { ControlRequest } from "./read-frame.ts";

/** Answers a request of Claude's. `signal` is aborted when Claude no longer waits for it. */
export type AnswerRequest = (request: ControlRequest, signal: AbortSignal) => Promise<unknown>;

type Asked = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

export class ControlChannel {
  readonly #stdin: Writable;
  readonly #answer: AnswerRequest;
  readonly #asked = new Map<string, Asked>();
  readonly #answering = new Map<string, AbortController>();
  #count = 0;

  constructor(stdin: Writable, answer: AnswerRequest) {
    this.#stdin = stdin;
    this.#answer = answer;
  }

  /** Says something that has no answer, such as a message of the user. A program that is gone hears nothing; its end tells that. */
  send(message: object): void {
    if (this.#stdin.writable) this.#stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Throws `AgentFailed` when Claude refuses, or ends before it has answered. */
  ask(request: { readonly subtype: string } & Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#count += 1;
    const requestId = `makima-${this.#count}`;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#asked.set(requestId, { resolve, reject });
    this.send({ type: "control_request", request_id: requestId, request });
    return promise;
  }

  takeAnswer({ requestId, isError, value }: { requestId: string; isError: boolean; value: unknown }): void {
    const asked = this.#asked.get(requestId);
    this.#asked.delete(requestId);
    if (isError) asked?.reject(new AgentFailed(`Claude refused a request: ${String(value)}`));
    else asked?.resolve(value);
  }

  /** Answered beside everything else: a person's answer may take long. */
  takeRequest(requestId: string, request: ControlRequest): void {
    const withdrawn = new AbortController();
    this.#answering.set(requestId, withdrawn);
    const respond = (response: object): void =>
      this.send({ type: "control_response", response: { request_id: requestId, ...response } });
    this.#answer(request, withdrawn.signal)
      .then(
        (response) => respond({ subtype: "success", response }),
        (error: unknown) => respond({ subtype: "error", error: describe(error) }),
      )
      .finally(() => this.#answering.delete(requestId));
  }

  withdraw(requestId: string): void {
    this.#answering.get(requestId)?.abort();
  }

  /** Claude is gone: nobody waits for an answer any more, and none will come. */
  close(error: Error): void {
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
    for (const withdrawn of this.#answering.values()) withdrawn.abort();
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
