// How Google words what it refuses.
import type { Reason, Refusal } from "../faults/fault.ts";
import type { RefusalWords, Refused } from "./wire.ts";

export function refuseGemini(
  { reason, retryAfterS, message }: Refusal,
  { model }: { model: string },
): Refused {
  const words = WORDS[reason];
  const type = "type.googleapis.com/google.rpc";
  const details: unknown[] =
    reason === "refused_key"
      ? [{ "@type": `${type}.ErrorInfo`, reason: "API_KEY_INVALID", domain: "googleapis.com" }]
      : reason === "quota_exceeded"
        ? [
            {
              "@type": `${type}.QuotaFailure`,
              violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel" }],
            },
          ]
        : [];
  if (retryAfterS !== undefined)
    details.push({ "@type": `${type}.RetryInfo`, retryDelay: `${retryAfterS}s` });
  const told = message ?? words.message.replace("MODEL", model);
  return {
    status: words.status,
    headers: retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) },
    body: { error: { code: words.status, message: told, status: words.type, details } },
  };
}

const WORDS: Readonly<Record<Reason, RefusalWords>> = {
  refused_key: {
    status: 400,
    type: "INVALID_ARGUMENT",
    message: "API key not valid. Please pass a valid API key.",
  },
  rate_limited: { status: 429, type: "RESOURCE_EXHAUSTED", message: "Resource has been exhausted." },
  overloaded: {
    status: 503,
    type: "UNAVAILABLE",
    message: "The model is overloaded. Please try again later.",
  },
  server_error: { status: 500, type: "INTERNAL", message: "An internal error has occurred." },
  context_too_long: {
    status: 400,
    type: "INVALID_ARGUMENT",
    message: "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).",
  },
  no_such_model: {
    status: 404,
    type: "NOT_FOUND",
    message: "models/MODEL is not found for API version v1beta, or is not supported for generateContent.",
  },
  quota_exceeded: {
    status: 429,
    type: "RESOURCE_EXHAUSTED",
    message: "You exceeded your current quota, please check your plan and billing details.",
  },
};
