// How OpenAI words what it refuses, in both of its APIs.
import type { Reason, Refusal } from "../faults/fault.ts";
import type { RefusalWords, Refused } from "./wire.ts";

export function refuseOpenai(
  { reason, retryAfterS, message }: Refusal,
  { model }: { model: string },
): Refused {
  const { status, type, code, message: words } = WORDS[reason];
  const headers: Record<string, string> =
    retryAfterS === undefined
      ? {}
      : { "retry-after": String(retryAfterS), "x-ratelimit-reset-requests": `${retryAfterS}s` };
  const told = message ?? words.replace("MODEL", model);
  return { status, headers, body: { error: { message: told, type, param: null, code } } };
}

const WORDS: Readonly<Record<Reason, RefusalWords & { code: string }>> = {
  refused_key: {
    status: 401,
    type: "invalid_request_error",
    code: "invalid_api_key",
    message: "Incorrect API key provided.",
  },
  rate_limited: {
    status: 429,
    type: "requests",
    code: "rate_limit_exceeded",
    message: "Rate limit reached for requests.",
  },
  overloaded: {
    status: 503,
    type: "server_error",
    code: "server_is_overloaded",
    message: "The server is currently overloaded. Please try again later.",
  },
  server_error: {
    status: 500,
    type: "server_error",
    code: "server_error",
    message: "The server had an error while processing your request.",
  },
  context_too_long: {
    status: 400,
    type: "invalid_request_error",
    code: "context_length_exceeded",
    message: "Your input exceeds the context window of this model.",
  },
  no_such_model: {
    status: 404,
    type: "invalid_request_error",
    code: "model_not_found",
    message: "The model `MODEL` does not exist or you do not have access to it.",
  },
  quota_exceeded: {
    status: 429,
    type: "insufficient_quota",
    code: "insufficient_quota",
    message: "You exceeded your current quota, please check your plan and billing details.",
  },
};
