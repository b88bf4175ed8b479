// One socket of the stream: what its watcher asks for, what it is sent, and when it is cut off.
import { Refusal } from "@makima/protocol/errors";
import {
  STREAM_BUFFER_BYTES,
  STREAM_CLOSE,
  type StreamRequest,
  streamRequest,
  type Topic,
} from "@makima/protocol/stream";
import type { WebSocket } from "ws";
import { placeOf } from "../../journal/cursor.ts";
import type { Principal, World } from "../../world.ts";
import { toRefusal } from "../http/answer-error.ts";
import { follow } from "./follow.ts";
import { PORTION_BYTES } from "./piece.ts";
import { Subscription, type Watcher } from "./subscription.ts";
import type { Tails } from "./tails.ts";

const MAX_SUBSCRIPTIONS = 200;
const MAX_REQUEST_BYTES = 4_096;
const ROOM_LOOK_MS = 5;
/** What a socket that was told to close has left to say so. */
const CLOSES_WITHIN_MS = 2_000;

export function watch(world: World, { socket, principal, tails }: Watched): void {
  const subscriptions = new Map<Topic, Subscription>();
  const watcher = watcherOf(world, socket);
  const end = (topic: Topic): void => {
    if (subscriptions.get(topic)?.end() === true) tails.forget(topic, principal.ownerId);
    subscriptions.delete(topic);
  };
  const begin = async ({
    subscribe: topic,
    after,
  }: {
    subscribe: Topic;
    after?: string | undefined;
  }): Promise<void> => {
    try {
      end(topic);
      if (subscriptions.size >= MAX_SUBSCRIPTIONS)
        throw new Refusal("TOO_LARGE", "too many topics on one socket");
      const followed = follow(topic, principal.ownerId);
      const place = after === undefined ? null : placeOf(after, { topic, ownerId: principal.ownerId });
      const subscription = new Subscription(followed, watcher, tails.of(followed, principal.ownerId));
      subscriptions.set(topic, subscription);
      await subscription.begin(world.db, place);
    } catch (error) {
      end(topic);
      const { code, message } = toRefusal(error);
      if (code === "INTERNAL") world.log.error({ err: error, topic }, "a subscription failed");
      const text = JSON.stringify({ topic, error: code, message });
      watcher.send({ text, kind: "error", cursor: null });
    }
  };
  socket.on("message", (data: Buffer) => {
    const request = parseRequest(data);
    if (request === null) socket.close(STREAM_CLOSE.badFrame, "no request of this protocol");
    else if ("unsubscribe" in request) end(request.unsubscribe);
    else begin(request).catch((error: unknown) => world.log.error({ err: error }, "a watcher was lost"));
  });
  socket.on("error", (error) => world.log.debug({ err: error }, "a watcher's socket broke"));
  socket.once("close", () => {
    for (const topic of [...subscriptions.keys()]) end(topic);
  });
}

export type Watched = { socket: WebSocket; principal: Principal; tails: Tails };

function parseRequest(data: Buffer): StreamRequest | null {
  if (data.length > MAX_REQUEST_BYTES) return null;
  try {
    return streamRequest.parse(JSON.parse(data.toString("utf8")));
  } catch {
    return null;
  }
}

function watcherOf({ clock }: World, socket: WebSocket): Watcher {
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  const cut = (): void => {
    if (!isOpen()) return;
    socket.close(STREAM_CLOSE.tooSlow, "too slow; come back with the last cursor");
    // Who does not read does not read this either.
    setTimeout(() => socket.terminate(), CLOSES_WITHIN_MS).unref();
  };
  return {
    send: ({ text }) => {
      if (!isOpen()) return;
      socket.send(text);
      if (socket.bufferedAmount > STREAM_BUFFER_BYTES) cut();
    },
    room: async () => {
      while (isOpen() && socket.bufferedAmount > PORTION_BYTES) await clock.sleep(ROOM_LOOK_MS);
    },
    cut,
  };
}
