// How Anthropic words what it refuses.
import type { Reason, Refusal } from "../faults/fault.ts";
import type { RefusalWords, Refused } from "./wire.ts";

export function refuseAnthropic(
  { reason, retryAfterS, message }: Refusal,
  { model, nowMs }: { model: string; nowMs: number },
): Refused {
  const words = WORDS[reason];
  const told = message ?? (reason === "no_such_model" ? `${words.message}${model}` : words.message);
  const resetMs = nowMs + (retryAfterS ?? 0) * 1000;
  const headers: Record<string, string> =
    retryAfterS === undefined
      ? {}
      : {
          "retry-after": String(retryAfterS),
          "anthropic-ratelimit-requests-reset": new Date(resetMs).toISOString(),
          "anthropic-ratelimit-unified-reset": String(Math.ceil(resetMs / 1000)),
        };
  return {
    status: words.status,
    headers,
    body: { type: "error", error: { type: words.type, message: told } },
  };
}

const WORDS: Readonly<Record<Reason, RefusalWords>> = {
  refused_key: { status: 401, type: "authentication_error", message: "invalid x-api-key" },
  rate_limited: {
    status: 429,
    type: "rate_limit_error",
    message: "This request would exceed your organization's rate limit of 50 requests per minute.",
  },
  overloaded: { status: 529, type: "overloaded_error", message: "Overloaded" },
  server_error: { status: 500, type: "api_error", message: "Internal server error" },
  context_too_long: {
    status: 400,
    type: "invalid_request_error",
    message: "prompt is too long: 210000 tokens > 200000 maximum",
  },
  no_such_model: { status: 404, type: "not_found_error", message: "model: " },
  quota_exceeded: {
    status: 400,
    type: "invalid_request_error",
    message: "Your credit balance is too low to access the Anthropic API.",
  },
};
