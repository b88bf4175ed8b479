// The timeline over HTTP: the journal read back.
import { PHASES } from "@makima/core/contract";
import { ACTOR_KINDS, EVENT_TYPES } from "@makima/core/timeline";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, listOf, none, page, text, time } from "../shapes/shapes.ts";

export const eventShape = z.object({
  contractId: id,
  number: count,
  type: z.enum(EVENT_TYPES),
  actor: z.object({ kind: z.enum(ACTOR_KINDS), id: z.string().nullable() }),
  taskId: id.nullable(),
  phase: z.enum(PHASES),
  data: z.record(z.string(), z.unknown()),
  createdAt: time,
});
export type TimelineEvent = z.infer<typeof eventShape>;

export const findingShape = z.object({
  id,
  contractId: id,
  taskId: id,
  severity: z.enum(["info", "minor", "major", "critical"]),
  text: z.string(),
  files: z.array(z.string()),
  createdAt: time,
});

export const timelineEndpoints = {
  getTimeline: endpoint({
    method: "GET",
    path: "/timeline",
    summary: "What happened in all of the owner's contracts, in one order",
    scope: "read",
    params: none,
    query: closed({
      ...page,
      order: z.enum(["asc", "desc"]).default("desc"),
      contractId: id.optional(),
      taskId: id.optional(),
      /** an event type or its beginning; may be repeated */
      type: z.union([text({ min: 1, max: 60 }), z.array(text({ min: 1, max: 60 })).max(20)]).optional(),
      from: time.optional(),
      to: time.optional(),
      /** a piece of text in what the event carries; a page then holds what was found among so many events, which may be nothing, and goes on */
      q: text({ min: 1, max: 200 }).optional(),
    }),
    body: none,
    answer: listOf(eventShape),
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "UNKNOWN_TYPE", "TIMES_REVERSED", "INVALID_CURSOR"],
  }),
  listFindings: endpoint({
    method: "GET",
    path: "/contracts/{id}/findings",
    summary: "What reviewers reported",
    scope: "read",
    params: closed({ id }),
    query: closed(page),
    body: none,
    answer: listOf(findingShape),
    status: 200,
    errors: ["NOT_FOUND", "INVALID_CURSOR"],
  }),
};
