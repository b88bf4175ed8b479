// The live stream: what a watcher says and what it is told. Every frame with a cursor can be come back to.
import { z } from "zod";
import { closed, id, text } from "../shapes/shapes.ts";

/** "owner", "contract:ID", "task:ID", or "history:ID": all that happens in a contract in one order, as its history tells it */
const topic = z.union([
  z.literal("owner"),
  z.templateLiteral(["contract:", id]),
  z.templateLiteral(["task:", id]),
  z.templateLiteral(["history:", id]),
]);
export type Topic = z.infer<typeof topic>;

export const streamRequest = z.union([
  closed({ subscribe: topic, after: z.string().max(500).optional() }),
  closed({ unsubscribe: topic }),
]);
export type StreamRequest = z.infer<typeof streamRequest>;

/** One event stream follows up to so many topics: each of its events names the places in all of them. */
const MAX_EVENT_TOPICS = 20;

const cursors = text({ min: 1, max: 500 * MAX_EVENT_TOPICS });

/**
 * The same as server-sent events. `topic` and `after` may be repeated; one `after` may also be the id of an event, which holds the cursors of
 * all topics with commas between them. The header `Last-Event-ID` stands before `after`.
 */
export const eventStreamQuery = closed({
  topic: z.union([topic.transform((one) => [one]), z.array(topic).min(1).max(MAX_EVENT_TOPICS)]),
  after: z.union([cursors.transform((one) => [one]), z.array(cursors).max(MAX_EVENT_TOPICS)]).default([]),
});

export const FRAME_KINDS = [
  "event",
  "task",
  "state",
  "question",
  "message",
  "delta",
  "head",
  "output",
  "history",
] as const;

/** A delta has no cursor: it is replaced by the whole message. `data` has the shape of the noun that `kind` names. */
export const streamFrame = z.union([
  z.object({
    topic,
    cursor: z.string().nullable(),
    kind: z.enum(FRAME_KINDS),
    data: z.record(z.string(), z.unknown()),
  }),
  /** all that was there at the time of the subscription has been sent */
  z.object({ topic, live: z.literal(true), cursor: z.string() }),
  z.object({ topic: topic.optional(), error: z.string(), message: z.string() }),
]);
export type StreamFrame = z.infer<typeof streamFrame>;

/** The close codes of the stream's socket. */
export const STREAM_CLOSE = { tooSlow: 4008, badFrame: 4400, revoked: 4401, goingAway: 1001 } as const;

/** A watcher that has this many bytes unread is cut off; it can come back with its cursor. */
export const STREAM_BUFFER_BYTES = 1_048_576;
