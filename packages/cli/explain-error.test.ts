// Each error has its exit code, what happened, and the mend.
import { ApiError, ServerUnreachable } from "@makima/client";
import { expect, test } from "vitest";
import { usageError } from "./cli-error.ts";
import { explainError } from "./explain-error.ts";

/** vitest types its matchers as anything. */
const containing = (text: string): unknown => expect.stringContaining(text);

const refusal = (code: string, status: number) =>
  new ApiError({ code, message: "no", requestId: "r" }, status);

test.each([
  [refusal("VALIDATION", 400), 2],
  [refusal("TOO_LARGE", 413), 2],
  [refusal("IDEMPOTENCY_MISMATCH", 422), 2],
  [refusal("UNAUTHORIZED", 401), 5],
  [refusal("SCOPE", 403), 5],
  [refusal("NOT_FOUND", 404), 3],
  [refusal("ALREADY_ANSWERED", 409), 4],
  [refusal("INTERNAL", 500), 1],
  [new ServerUnreachable("http://127.0.0.1:1"), 6],
  [usageError("no", "do"), 2],
  [new DOMException("stop", "AbortError"), 130],
  [new TypeError("a fault"), 1],
])("%s ends with %d", (error, exitCode) => {
  expect(explainError(error).exitCode).toBe(exitCode);
});

test("the fields of a VALIDATION are named, and what an agent wrote in them is cleaned", () => {
  const details = { fields: [{ field: "goal", message: "is blank\u001b[2J" }, "odd", { field: "type" }] };
  const error = new ApiError({ code: "VALIDATION", message: "no", details, requestId: "r" }, 400);
  expect(explainError(error)).toMatchObject({
    lines: ["goal: is blank"],
    mend: containing("fields"),
  });
});

test("a fault of the program keeps its stack, an error with a code does not need it", () => {
  expect(explainError(new TypeError("a fault")).lines.length).toBeGreaterThan(0);
  expect(explainError(Object.assign(new Error("full"), { code: "ENOSPC" }))).toMatchObject({
    code: "ENOSPC",
    lines: [],
  });
});

test("who answers second is shown the answer that stands", () => {
  const details = { response: ["Plain text"] };
  const error = new ApiError({ code: "ALREADY_ANSWERED", message: "no", details, requestId: "r" }, 409);
  expect(explainError(error).lines).toEqual(["the answer: Plain text"]);
});
