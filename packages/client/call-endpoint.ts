// One call of an endpoint: sends it, tries again what may pass, follows what was promised with 202.
import type { Endpoint } from "@makima/protocol/http";
import { API_ROOT, endpoints } from "@makima/protocol/http";
import { PAGE_KEY_HEADER } from "@makima/protocol/sessions";
import { monotonicMs, sleep } from "#ports/clock.ts";
import { type HttpAnswer, type HttpRequest, NoAnswer, sendRequest } from "#ports/http.ts";
import { chance, newKey } from "#ports/random.ts";
import { ServerUnreachable, toApiError, toApiErrorOfCode } from "./api-error.ts";
import type { CallOptions } from "./endpoint-methods.ts";
import { retryDelayMs } from "./retry-pace.ts";

/** A program has an API key; a page of the server itself has its half of a session, and the browser adds the other one. */
export type Credential = { apiKey: string } | { pageKey: string };
export type CallSettings = { url: string; credential: Credential; patienceMs: number; checkAnswers: boolean };

export type Call = CallOptions & { endpoint: Endpoint; input: Record<string, unknown> };

/** Throws `ApiError` and `ServerUnreachable`, and the signal's reason when it is aborted. */
export async function callEndpoint(settings: CallSettings, call: Call): Promise<unknown> {
  const answer = await sendPatiently(settings, toRequest(settings, call), call.signal);
  if (answer.status === 202) return followOperation(settings, { ...call, promise: answer.body });
  if (answer.status >= 400) throw toApiError(answer.body, answer.status);
  return settings.checkAnswers ? call.endpoint.answer.parse(answer.body) : answer.body;
}

/** GET and DELETE have no body here, the others no query, so the method tells where the rest of the input goes. */
function toRequest(settings: CallSettings, { endpoint, input, idempotencyKey }: Call): HttpRequest {
  const rest = { ...input };
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  const isRead = endpoint.method === "GET";
  const hasBody = endpoint.method === "POST" || endpoint.method === "PATCH";
  return {
    url: `${settings.url}${API_ROOT}${path}${hasBody ? "" : toQuery(rest)}`,
    method: endpoint.method,
    headers: {
      ...headersOf(settings.credential),
      ...(isRead ? {} : { "idempotency-key": idempotencyKey ?? newKey() }),
      ...(hasBody ? { "content-type": "application/json" } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(rest) } : {}),
  };
}

export function headersOf(credential: Credential): Record<string, string> {
  if ("apiKey" in credential) return { authorization: `Bearer ${credential.apiKey}` };
  return { [PAGE_KEY_HEADER]: credential.pageKey };
}

function toQuery(values: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) query.append(name, String(one));
    }
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}

/** Each try sends the same bytes with the same key, so an answer that was lost is asked for and not done again. */
async function sendPatiently(
  settings: CallSettings,
  request: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const deadlineMs = monotonicMs() + settings.patienceMs;
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const tried = await tryRequest(request, signal);
    if (!("failure" in tried) && !mayPass(tried)) return tried;
    const delayMs = Math.max(retryDelayMs({ attempt, chance: chance() }), waitWished(tried));
    if (monotonicMs() + delayMs > deadlineMs) {
      if ("failure" in tried) throw new ServerUnreachable(settings.url, { cause: tried.failure });
      return tried;
    }
    await sleep(delayMs, signal);
  }
}

type Tried = HttpAnswer | { failure: NoAnswer };

async function tryRequest(request: HttpRequest, signal: AbortSignal | undefined): Promise<Tried> {
  try {
    return await sendRequest(request, signal);
  } catch (error) {
    if (error instanceof NoAnswer) return { failure: error };
    throw error;
  }
}

function mayPass({ status }: HttpAnswer): boolean {
  return status === 503 || status === 429;
}

function codeOf(body: unknown): unknown {
  return typeof body === "object" && body !== null && "code" in body ? body.code : undefined;
}

function waitWished(tried: Tried): number {
  return "failure" in tried ? 0 : (tried.retryAfterMs ?? 0);
}

/** A daemon's hands may take long: the operation is asked for until it has ended, or the caller's signal says stop. */
async function followOperation(
  settings: CallSettings,
  { endpoint, promise, signal }: Call & { promise: unknown },
): Promise<unknown> {
  const id = operationIdOf(promise);
  for (let attempt = 0; ; attempt++) {
    const asked = { endpoint: endpoints.getOperation, input: { id } };
    const answer = await sendPatiently(settings, toRequest(settings, asked), signal);
    if (answer.status >= 400) throw toApiError(answer.body, answer.status);
    const operation = endpoints.getOperation.answer.parse(answer.body);
    if (operation.status === "done") {
      return settings.checkAnswers ? endpoint.answer.parse(operation.result) : operation.result;
    }
    if (operation.status === "failed") throw failureOf(operation.result);
    await sleep(retryDelayMs({ attempt, chance: chance() }), signal);
  }
}

function operationIdOf(promise: unknown): string {
  if (typeof promise === "object" && promise !== null && "operationId" in promise) {
    return String(promise.operationId);
  }
  throw toApiError(promise, 202);
}

function failureOf(result: unknown): Error {
  const code = codeOf(result);
  const message = typeof result === "object" && result !== null && "message" in result ? result.message : "";
  return toApiErrorOfCode(
    typeof code === "string" ? code : "DAEMON_FAILED",
    typeof message === "string" && message !== "" ? message : "the daemon answered with an error",
  );
}
