// Why a turn of Claude failed, from the codes that it gives; never from its sentences.
import type { AgentFault } from "@makima/protocol/mesh";
import { z } from "zod";
import type { AssistantFrame, ResultFrame } from "./read-frame.ts";

const limitInfo = z.looseObject({ status: z.string(), resetsAt: z.number().int().positive().optional() });

const byError: Readonly<Record<string, AgentFault["kind"]>> = {
  authentication_failed: "login",
  oauth_org_not_allowed: "login",
  account_on_hold: "login",
  verification_required: "login",
  cloud_credential_error: "login",
  billing_error: "login",
  rate_limit: "rate_limited",
  overloaded: "overloaded",
  server_error: "overloaded",
  model_not_found: "model_unknown",
};
const byStatus: Readonly<Record<number, AgentFault["kind"]>> = {
  401: "login",
  402: "login",
  413: "context_too_long",
  429: "rate_limited",
};
const byEnd: Readonly<Record<string, AgentFault["kind"]>> = { prompt_too_long: "context_too_long" };

/** What is known when a turn's result says that it failed. */
export interface Failure {
  readonly result: ResultFrame;
  /** The message that Claude put into its conversation instead of an answer. */
  readonly told: AssistantFrame | null;
  /** What the provider last said of this login's limits. */
  readonly limit: unknown;
}

export function readFault({ result, told, limit }: Failure): AgentFault {
  const status = told?.api_error_status ?? null;
  const kind =
    byEnd[result.terminal_reason ?? ""] ??
    (status === null ? undefined : byStatus[status]) ??
    byError[told?.error ?? ""] ??
    "other";
  return { kind, resetAt: kind === "rate_limited" ? readReset(told?.rate_limit_info, limit) : null };
}

function readReset(...infos: readonly unknown[]): string | null {
  for (const info of infos) {
    const read = limitInfo.safeParse(info);
    if (read.success && read.data.status === "rejected" && read.data.resetsAt !== undefined)
      return new Date(read.data.resetsAt * 1000).toISOString();
  }
  return null;
}
