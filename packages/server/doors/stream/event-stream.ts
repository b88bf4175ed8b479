// One event stream (server-sent events) over plain HTTP, for scripts: the frames of the sockets, with ids that one comes back with.
import { PassThrough } from "node:stream";
import { Refusal } from "@makima/protocol/errors";
import { none } from "@makima/protocol/shapes";
import { eventStreamQuery, STREAM_BUFFER_BYTES, type Topic } from "@makima/protocol/stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { isCursorOf, placeOf } from "../../journal/cursor.ts";
import type { Principal, World } from "../../world.ts";
import { toRefusal } from "../http/answer-error.ts";
import { parseInput } from "../http/parse-input.ts";
import { follow } from "./follow.ts";
import type { Followed, Place } from "./followed.ts";
import { PORTION_BYTES } from "./piece.ts";
import { type SentFrame, Subscription, type Watcher } from "./subscription.ts";
import type { Tails } from "./tails.ts";

/** Why a watcher is sent away; it may come back after the second. */
export type Close = (why: "revoked" | "goingAway") => void;

const HEARTBEAT_MS = 10_000;
const ROOM_LOOK_MS = 5;
/** What a reader waits before it comes back by itself. */
const COME_BACK_MS = 1_000;

type Asked = { request: FastifyRequest; reply: FastifyReply; principal: Principal; tails: Tails };
type Wanted = { topic: Topic; followed: Followed; place: Place };

/**
 * The answer's body: what was missed, then what happens, for ever. Throws VALIDATION, INVALID_CURSOR and NOT_FOUND before anything is said.
 * `heartbeatMs` is between two comments that keep the connection and tell each end that the other is there.
 */
export async function openEventStream(
  world: World,
  { request, reply, principal, tails, heartbeatMs = HEARTBEAT_MS }: Asked & { heartbeatMs?: number },
): Promise<{ body: PassThrough; close: Close }> {
  const wanted = await readWanted(world, request, principal);
  const body = new PassThrough();
  body.write(`retry: ${COME_BACK_MS}\n\n`);
  const unread = (): number => body.writableLength + body.readableLength + reply.raw.writableLength;
  const ids = new Map(wanted.map(({ topic, followed, place }) => [topic, followed.cursorAt(place)]));
  const subscriptions = wanted.map(({ topic, followed, place }) => {
    const watcher = watcherOf(world, { body, unread, say: (frame) => eventOf(frame, topic, ids) });
    const subscription = new Subscription(followed, watcher, tails.of(followed, principal.ownerId));
    subscription.begin(world.db, place).catch((error: unknown) => {
      watcher.send(frameOf(world, topic, error));
      body.end();
    });
    return { topic, subscription };
  });
  // Who reads nothing gets none either: they would pile up.
  const heartbeat = setInterval(() => {
    if (unread() < PORTION_BYTES) body.write(": still here\n\n");
  }, heartbeatMs);
  heartbeat.unref();
  body.once("close", () => {
    clearInterval(heartbeat);
    for (const { topic, subscription } of subscriptions)
      if (subscription.end()) tails.forget(topic, principal.ownerId);
  });
  reply.raw.once("close", () => body.destroy());
  return { body, close: () => body.end() };
}

/** Every topic has its place from the start, so that the first id names all of them. */
async function readWanted({ db }: World, request: FastifyRequest, { ownerId }: Principal): Promise<Wanted[]> {
  const { topics, cursors } = parseAsked(request);
  const isOfNone = (cursor: string): boolean =>
    !topics.some((topic) => isCursorOf(cursor, { topic, ownerId }));
  if (cursors.some(isOfNone)) throw new Refusal("INVALID_CURSOR", "after: is no cursor of these topics");
  const wanted: Wanted[] = [];
  for (const topic of topics) {
    const followed = follow(topic, ownerId);
    const cursor = cursors.findLast((each) => isCursorOf(each, { topic, ownerId }));
    const end = await followed.end(db);
    wanted.push({ topic, followed, place: cursor === undefined ? end : placeOf(cursor, { topic, ownerId }) });
  }
  return wanted;
}

/** Throws VALIDATION. */
function parseAsked({ query, headers }: FastifyRequest): { topics: Topic[]; cursors: string[] } {
  const parsed = parseInput(
    { params: none, query: eventStreamQuery, body: none },
    { params: {}, query, body: {} },
  );
  const { topic, after } = parsed.query as z.output<typeof eventStreamQuery>;
  const last = headers["last-event-id"];
  const given = typeof last === "string" && last !== "" ? [last] : after;
  return { topics: [...new Set(topic)], cursors: given.flatMap((one) => one.split(",")) };
}

/** What fails now cannot be told by a status any more: it is an event, and the stream ends, so that the reader comes back. */
function frameOf({ log }: World, topic: Topic, error: unknown): SentFrame {
  const { code, message } = toRefusal(error);
  if (code === "INTERNAL") log.error({ err: error, topic }, "an event stream failed");
  return { text: JSON.stringify({ topic, error: code, message }), kind: "error", cursor: null };
}

type Written = { body: PassThrough; unread: () => number; say: (frame: SentFrame) => string };

function watcherOf({ clock }: World, { body, unread, say }: Written): Watcher {
  const isOpen = (): boolean => !body.writableEnded && !body.destroyed;
  return {
    send: (frame) => {
      if (!isOpen()) return;
      body.write(say(frame));
      // A socket can be told why. Here the connection is closed in the middle, and the reader comes back with its last id.
      if (unread() > STREAM_BUFFER_BYTES) body.destroy();
    },
    room: async () => {
      while (isOpen() && unread() > PORTION_BYTES) await clock.sleep(ROOM_LOOK_MS);
    },
    cut: () => body.destroy(),
  };
}

/** The id names the place in each topic that was told of, so that one id is enough to come back with. */
function eventOf({ text, kind, cursor }: SentFrame, topic: Topic, ids: Map<Topic, string>): string {
  if (cursor === null) return `event: ${kind}\ndata: ${text}\n\n`;
  ids.set(topic, cursor);
  return `event: ${kind}\nid: ${[...ids.values()].join(",")}\ndata: ${text}\n\n`;
}
