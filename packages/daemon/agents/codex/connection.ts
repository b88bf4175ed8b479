// JSON-RPC with `codex app-server` over its pipes, one line a message: what it says is handled in its order, and no faster than it is taken.
import { z } from "zod";
import type { LaunchedAgent } from "../../processes/launch-agent.ts";
import { AgentFailed } from "../driver.ts";
import { readLines } from "../line-reader.ts";

export interface Handlers {
  /** Awaited before the next line is read, which slows a talkative agent down. */
  readonly onNotification: (method: string, params: unknown) => Promise<void>;
  /** Its answer; the lines behind a request are read meanwhile. Throws `NotKnown` for what nobody here answers. */
  readonly onRequest: (request: AgentRequest) => Promise<unknown>;
  /** A line that is no message. */
  readonly onGarbage: (text: string) => Promise<void>;
}

export interface AgentRequest {
  readonly id: string | number;
  readonly method: string;
  readonly params: unknown;
  /** Aborted when the agent no longer waits for the answer. */
  readonly signal: AbortSignal;
}

/** A request of the handshake: it does not wait for ever. */
export type Ask = (method: string, params: unknown) => Promise<unknown>;

/** The agent lives and will not do what it was asked. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
}

/** A request of the agent that nobody here answers. */
export class NotKnown extends Error {
  override readonly name = "NotKnown";
}

const requestId = z.union([z.string(), z.number()]);
const message = z.looseObject({
  id: requestId.nullish(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});
type Message = z.infer<typeof message>;

const methodNotFound = -32_601;
const internalError = -32_603;

export class Connection {
  readonly #stdin: LaunchedAgent["process"]["stdin"];
  readonly #handlers: Handlers;
  readonly #asked = new Map<string | number, PromiseWithResolvers<unknown>>();
  readonly #answering = new Map<string | number, AbortController>();
  readonly #ended: Promise<Error | null>;
  #isOver = false;
  #requests = 0;

  constructor({ process }: LaunchedAgent, handlers: Handlers) {
    this.#stdin = process.stdin;
    this.#handlers = handlers;
    this.#ended = this.#read(process.stdout)
      .then(() => null)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      .finally(() => this.#close());
  }

  /** Throws when the agent has said its last word: `AgentFailed`, or why that could not be handled. */
  async ended(): Promise<never> {
    throw (await this.#ended) ?? gone();
  }

  /** Throws `RequestRefused`, or `AgentFailed` when the agent is gone. */
  async request(method: string, params: unknown): Promise<unknown> {
    if (this.#isOver) throw gone();
    this.#requests += 1;
    const id = this.#requests;
    const answer = Promise.withResolvers<unknown>();
    this.#asked.set(id, answer);
    this.#send({ id, method, params });
    return answer.promise;
  }

  notify(method: string): void {
    this.#send({ method });
  }

  /** The agent no longer waits for the answer to this request of its own. */
  withdraw(id: string | number): void {
    this.#answering.get(id)?.abort();
  }

  async #read(stdout: LaunchedAgent["process"]["stdout"]): Promise<void> {
    for await (const line of readLines(stdout, this.#handlers.onGarbage)) {
      const said = parseMessage(line);
      if (said !== null) await this.#take(said);
      else if (line.trim() !== "") await this.#handlers.onGarbage(`${line}\n`);
    }
  }

  async #take({ id, method, params, result, error }: Message): Promise<void> {
    if (method !== undefined && id != null) return void this.#answer({ id, method, params });
    if (method !== undefined) return this.#handlers.onNotification(method, params);
    const asked = id == null ? undefined : this.#asked.get(id);
    if (id == null || asked === undefined) return;
    this.#asked.delete(id);
    if (error === undefined) asked.resolve(result);
    else asked.reject(new RequestRefused(error.message));
  }

  async #answer(request: Omit<AgentRequest, "signal">): Promise<void> {
    const { id } = request;
    const waiting = new AbortController();
    this.#answering.set(id, waiting);
    try {
      this.#send({ id, result: await this.#handlers.onRequest({ ...request, signal: waiting.signal }) });
    } catch (error) {
      const code = error instanceof NotKnown ? methodNotFound : internalError;
      this.#send({ id, error: { code, message: error instanceof Error ? error.message : String(error) } });
    } finally {
      this.#answering.delete(id);
    }
  }

  #send(said: object): void {
    if (!this.#stdin.writable) return;
    this.#stdin.write(`${JSON.stringify(said)}\n`);
  }

  #close(): void {
    this.#isOver = true;
    for (const waiting of this.#answering.values()) waiting.abort();
    for (const { reject } of this.#asked.values()) reject(gone());
    this.#asked.clear();
  }
}

const gone = (): AgentFailed => new AgentFailed("the agent's program ended");

function parseMessage(line: string): Message | null {
  try {
    const parsed = message.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
