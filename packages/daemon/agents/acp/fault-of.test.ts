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
  expect(faultOf({ code: 500, message: "models/x is not found" }).kind).toBe("other");
  const data = { service: "session", errorName: "ContextOverflowError" };
  expect(faultOf({ code: -32_603, data, message: "Internal error: too large" }).kind).toBe(
    "context_too_long",
  );
});
