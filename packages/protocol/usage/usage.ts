// What was used: tokens, money and time, over HTTP.
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, none, time } from "../shapes/shapes.ts";

export const usageShape = z.object({
  /** read anew by the model: what came from a cache or went into one is not among them */
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  costUsd: z.number().min(0),
  /** the time that turns took, of all agents together */
  durationMs: count,
  turns: count,
});

export const USAGE_GROUPS = ["day", "contract", "task", "agent"] as const;

const usageItem = z.object({
  /** the day as YYYY-MM-DD in UTC, the id, or the agent's name */
  key: z.string(),
  /** for people; of a task with its contract's */
  name: z.string(),
  usage: usageShape,
});
export type UsageItem = z.infer<typeof usageItem>;

export const usageEndpoints = {
  getUsage: endpoint({
    method: "GET",
    path: "/usage",
    summary: "What turns used that ended in a time, by day, contract, task or agent",
    scope: "read",
    params: none,
    query: closed({
      from: time.optional(),
      /** up to, and without it */
      to: time.optional(),
      contractId: id.optional(),
      by: z.enum(USAGE_GROUPS).default("day"),
    }),
    body: none,
    /** days in their order, all others by what they cost; at most 500, and `total` is of all */
    answer: z.object({ items: z.array(usageItem), total: usageShape, isCut: z.boolean() }),
    status: 200,
    errors: ["VALIDATION", "TIMES_REVERSED", "NOT_FOUND"],
  }),
};
