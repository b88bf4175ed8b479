// Makes a client of one server for one key.
import { endpoints } from "@makima/protocol/http";
import { type CallSettings, type Credential, callEndpoint } from "./call-endpoint.ts";
import type { CallOptions, Methods } from "./endpoint-methods.ts";
import { openStream, type StreamOptions, type WatchedFrame } from "./open-stream.ts";
import { type ListInput, type Page, readPages } from "./read-pages.ts";

type ClientOptions = {
  /** without /api/v1 */
  url: string;
  /** For how long a call is tried again when nobody answers or the database is away. 10,000 by default. */
  patienceMs?: number;
  /** Checks each answer against its schema; for tests, since it costs time. */
  checkAnswers?: boolean;
} & Credential;

export type Client = Methods & {
  readonly url: string;
  /** What happens on the topics, from now or from a cursor on: nothing is missed and nothing comes twice. */
  stream: (options: StreamOptions) => AsyncIterable<WatchedFrame>;
  /** Every item of a list, page after page: `client.pages(client.listTasks, { contractId })`. */
  pages: <Input extends ListInput, Item>(
    list: (input: Input, options?: CallOptions) => Promise<Page<Item>>,
    input: NoInfer<Input>,
  ) => AsyncIterable<Item>;
};

/**
 * Each method sends one request and resolves with its answer. Throws `ApiError` when the server refuses and
 * `ServerUnreachable` when there is none. A write carries an idempotency key, so that trying it again has no second effect.
 */
export function createClient(options: ClientOptions): Client {
  const url = options.url.replace(/\/+$/, "");
  const credential = "apiKey" in options ? { apiKey: options.apiKey } : { pageKey: options.pageKey };
  const settings: CallSettings = {
    url,
    credential,
    patienceMs: options.patienceMs ?? 10_000,
    checkAnswers: options.checkAnswers ?? false,
  };
  const methods = Object.entries(endpoints).map(([name, endpoint]) => [
    name,
    (input: Record<string, unknown> = {}, callOptions: CallOptions = {}) =>
      callEndpoint(settings, { endpoint, input, ...callOptions }),
  ]);
  return {
    // The table gives each name its method, and `Methods` is derived from the same table.
    ...(Object.fromEntries(methods) as Methods),
    url,
    stream: (streamOptions) =>
      openStream({ url, credential, ticket: () => askTicket(settings) }, streamOptions),
    pages: readPages,
  };
}

/** Asked for once: whoever opens a stream tries again by itself. */
async function askTicket(settings: CallSettings): Promise<string> {
  const endpoint = endpoints.createStreamTicket;
  const answer = await callEndpoint({ ...settings, patienceMs: 0 }, { endpoint, input: {} });
  return endpoint.answer.parse(answer).token;
}
