// Why a turn of Codex failed, in the daemon's own kinds.
import type { AgentFault } from "@makima/protocol/mesh";
import { z } from "zod";
import type { RateLimits, TurnError } from "./read-event.ts";

const KINDS: Readonly<Record<string, AgentFault["kind"]>> = {
  unauthorized: "login",
  usageLimitExceeded: "rate_limited",
  rateLimitExceeded: "rate_limited",
  sessionBudgetExceeded: "rate_limited",
  contextWindowExceeded: "context_too_long",
  modelNotFound: "model_unknown",
  serverOverloaded: "overloaded",
  internalServerError: "overloaded",
  flexUnavailable: "overloaded",
  policyCapacityUnavailable: "overloaded",
};
/** What Codex says of a connection that it could not make or keep; their one field is the status, where there was one. */
const CONNECTIONS = [
  "httpConnectionFailed",
  "responseStreamConnectionFailed",
  "responseStreamDisconnected",
  "responseTooManyFailedAttempts",
];

const withStatus = z.looseObject({ httpStatusCode: z.number().nullish() });

/** `retried` is what it told before it gave up: the last word on a lost connection is only "other". */
export function faultOf(
  { codexErrorInfo }: TurnError,
  { retried, limits }: { retried: TurnError | null; limits: RateLimits | null },
): AgentFault {
  const kind = kindOf(codexErrorInfo) ?? kindOf(retried?.codexErrorInfo) ?? "other";
  return { kind, resetAt: kind === "rate_limited" ? resetOf(limits) : null };
}

function kindOf(info: TurnError["codexErrorInfo"] | undefined): AgentFault["kind"] | null {
  if (info == null) return null;
  if (typeof info === "string") return KINDS[info] ?? null;
  const name = CONNECTIONS.find((one) => Object.hasOwn(info, one));
  const told = name === undefined ? null : withStatus.safeParse(info[name]);
  if (told === null || !told.success) return null;
  return kindOfStatus(told.data.httpStatusCode ?? null);
}

/** Null is a connection without an answer, which a while later may be better. */
function kindOfStatus(status: number | null): AgentFault["kind"] | null {
  if (status === null || status >= 500) return "overloaded";
  if (status === 401 || status === 403) return "login";
  if (status === 429) return "rate_limited";
  return status === 404 ? "model_unknown" : null;
}

/** When the last of the windows that are used up begins anew. */
function resetOf(limits: RateLimits | null): string | null {
  const used = [limits?.primary, limits?.secondary].flatMap((window) =>
    window?.resetsAt != null && window.usedPercent >= 100 ? [window.resetsAt] : [],
  );
  return used.length === 0 ? null : new Date(Math.max(...used) * 1000).toISOString();
}
