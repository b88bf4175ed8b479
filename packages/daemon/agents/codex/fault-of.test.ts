import { expect, test } from "vitest";
import { faultOf } from "./fault-of.ts";
import type { TurnError } from "./read-event.ts";

const error = (codexErrorInfo: TurnError["codexErrorInfo"]): TurnError => ({ message: "no", codexErrorInfo });
const status = (httpStatusCode: number | null) => ({ httpConnectionFailed: { httpStatusCode } });
const nothing = { retried: null, limits: null };

test.each<[TurnError["codexErrorInfo"], string]>([
  ["unauthorized", "login"],
  [status(401), "login"],
  ["contextWindowExceeded", "context_too_long"],
  ["modelNotFound", "model_unknown"],
  [status(404), "model_unknown"],
  ["serverOverloaded", "overloaded"],
  [status(529), "overloaded"],
  [status(null), "overloaded"],
  [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, "rate_limited"],
  [status(418), "other"],
  ["other", "other"],
  [{ somethingNew: {} }, "other"],
  [null, "other"],
])("%j is %s", (info, kind) => {
  expect(faultOf(error(info), nothing)).toEqual({ kind, resetAt: null });
});

test("a stream that is lost for good is told by what was tried again before", () => {
  const retried = error({ responseStreamDisconnected: { httpStatusCode: null } });
  expect(faultOf(error("other"), { ...nothing, retried }).kind).toBe("overloaded");
});

test("a limit that is reached is over when the last of its windows begins anew", () => {
  const limits = {
    primary: { usedPercent: 100, resetsAt: 1_800_000_000 },
    secondary: { usedPercent: 40, resetsAt: 1_900_000_000 },
  };
  const reached = error("usageLimitExceeded");
  expect(faultOf(reached, { ...nothing, limits }).resetAt).toBe("2027-01-15T08:00:00.000Z");
  const both = { ...limits, secondary: { usedPercent: 101, resetsAt: 1_900_000_000 } };
  expect(faultOf(reached, { ...nothing, limits: both }).resetAt).toBe("2030-03-17T17:46:40.000Z");
});
