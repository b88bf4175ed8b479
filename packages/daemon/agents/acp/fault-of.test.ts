// The errors of ACP agents, by what their programs send beside the words.
import { expect, test } from "vitest";
import { faultOf } from "./fault-of.ts";

const resetAt = "2026-11-21T12:00:00Z";

test.each([
  ["a missing login, in ACP's own code", { code: -32_000 }, "login"],
  ["the provider's status as the code", { code: 429 }, "rate_limited"],
  ["the status in the data", { code: -32_603, data: { status: 529 } }, "overloaded"],
  ["the status beside the answer", { code: -32_603, data: { statusCode: 401 } }, "login"],
  ["the provider's type", { code: -32_603, data: { type: "overloaded_error" } }, "overloaded"],
  [
    "the provider's answer within",
    { code: -32_603, data: { error: { code: "context_length_exceeded" } } },
    "context_too_long",
  ],
  [
    "a name of Google's",
    { code: -32_603, data: { error: { status: "RESOURCE_EXHAUSTED" } } },
    "rate_limited",
  ],
  ["no such model", { code: -32_603, data: { error: { code: "model_not_found" } } }, "model_unknown"],
  ["words alone", { code: -32_603, data: { message: "429 rate limit" } }, "other"],
  ["no data", { code: -32_603 }, "other"],
  ["data that is text", { code: -32_603, data: "overloaded_error" }, "other"],
  ["a name that every object has", { code: -32_603, data: { type: "constructor" } }, "other"],
])("%s", (_what, error, kind) => {
  expect(faultOf(error)).toEqual({ kind, resetAt: null });
});

test("the end of a limit is told where the agent tells it", () => {
  expect(faultOf({ code: 429, data: { resetAt } })).toEqual({ kind: "rate_limited", resetAt });
  expect(faultOf({ code: 429, data: { resetAt: "soon" } })).toEqual({ kind: "rate_limited", resetAt: null });
});

test("a fault that the agent names itself counts", () => {
  const fault = { kind: "overloaded", resetAt } as const;
  expect(faultOf({ code: -32_603, data: { fault, status: 401 } })).toEqual(fault);
});

test("Gemini's answer of its provider stands in the message, and OpenCode names its errors", () => {
  const details = [{ "@type": "ErrorInfo", reason: "API_KEY_INVALID" }];
  const message = JSON.stringify({ error: { code: 400, status: "INVALID_ARGUMENT", details } });
  expect(faultOf({ code: 400, message }).kind).toBe("login");
  const data = { service: "session", errorName: "ContextOverflowError" };
  expect(faultOf({ code: -32_603, data, message: "Internal error: too large" }).kind).toBe(
    "context_too_long",
  );
});

const UNKNOWN = "is not found for API version v1beta, or is not supported for generateContent.";

test.each([
  ["Internal error: Incorrect API key provided.", "login"],
  ["Internal error: invalid x-api-key", "login"],
  ["Internal error: model: claude-none", "model_unknown"],
  ["prompt is too long: 210000 tokens > 200000 maximum", "context_too_long"],
  ["The model `none` does not exist or you do not have access to it.", "model_unknown"],
  [`models/none ${UNKNOWN}`, "model_unknown"],
  [
    '{"error":{"code":400,"message":"The input token count (2) exceeds the maximum number of tokens allowed (1)."}}',
    "context_too_long",
  ],
])("a provider's own sentence tells what nothing else does: %s", (message, kind) => {
  expect(faultOf({ code: -32_603, data: {}, message })).toEqual({ kind, resetAt: null });
});

test.each([
  "I could not log in: the shop says invalid x-api-key",
  "The tool failed: prompt is too long: 3 tokens > 2 maximum",
  "models/x is not found",
])("words that only look like one decide nothing: %s", (message) => {
  expect(faultOf({ code: -32_603, message }).kind).toBe("other");
});

test("what is told beside the words counts more than they", () => {
  const message = "Incorrect API key provided.";
  expect(faultOf({ code: -32_603, data: { status: 529 }, message }).kind).toBe("overloaded");
});
