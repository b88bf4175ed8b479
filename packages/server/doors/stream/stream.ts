// The stream door: a WebSocket, or server-sent events, by which watchers follow contracts, tasks, or all that an owner has.
import { API_ROOT } from "@makima/protocol/http";
import { STREAM_CLOSE } from "@makima/protocol/stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { findRevokedKeys, KEYS_BELL, takeStreamTicket } from "../../owners/owners.ts";
import type { Principal, World } from "../../world.ts";
import type { Authenticate } from "../http/http.ts";
import { type Close, openEventStream } from "./event-stream.ts";
import { createTails } from "./tails.ts";
import { watch } from "./watch.ts";

const STREAM_PATH = `${API_ROOT}/stream`;
const CHECK_KEYS_MS = 1_000;
/** A watcher that answers no ping within this time is gone without a word. */
const PING_MS = 30_000;

export function addStreamDoor(app: FastifyInstance, world: World, authenticate: Authenticate): void {
  const tails = createTails(world);
  const watchers = new Map<Close, Principal>();
  const principals = new WeakMap<FastifyRequest, Principal>();
  app.route({
    method: "GET",
    url: STREAM_PATH,
    exposeHeadRoute: false,
    onRequest: async (request) => {
      // A ticket works once, and whoever reads events comes back by itself: so it is for sockets alone.
      const ticket = request.ws ? ticketOf(request) : null;
      const principal =
        ticket === null ? await authenticate(request.headers) : await takeStreamTicket(world, ticket);
      principals.set(request, principal);
    },
    handler: async (request, reply) => {
      const principal = present(principals.get(request));
      const stream = await openEventStream(world, { request, reply, principal, tails });
      watchers.set(stream.close, principal);
      stream.body.once("close", () => watchers.delete(stream.close));
      return reply.type("text/event-stream").header("x-accel-buffering", "no").send(stream.body);
    },
    wsHandler: (socket, request) => {
      const principal = present(principals.get(request));
      const close: Close = (why) => socket.close(STREAM_CLOSE[why], CLOSED_BECAUSE[why]);
      watchers.set(close, principal);
      socket.once("close", () => watchers.delete(close));
      pingUntilSilent(socket);
      watch(world, { socket, principal, tails });
    },
  });
  const stop = closeRevoked(world, watchers);
  // An answer that never ends would keep the server from its end. The sockets are told by the app.
  app.addHook("preClose", async () => {
    for (const close of watchers.keys()) close("goingAway");
  });
  app.addHook("onClose", async () => stop());
}

const CLOSED_BECAUSE = { revoked: "the key was revoked", goingAway: "the server stops" } as const;

function present(principal: Principal | undefined): Principal {
  if (principal === undefined) throw new Error("a watcher came past its authentication");
  return principal;
}

/** A browser cannot send a key with a socket's request, so it has a ticket in the address. */
function ticketOf({ query }: FastifyRequest): string | null {
  const ticket = typeof query === "object" && query !== null && "ticket" in query ? query.ticket : null;
  return typeof ticket === "string" ? ticket : null;
}

/** Sends the watchers of keys away that were revoked since: at once when it was done here, else within a second. */
function closeRevoked(world: World, watchers: ReadonlyMap<Close, Principal>): () => void {
  const check = async (): Promise<void> => {
    const keyIds = [...new Set([...watchers.values()].map(({ keyId }) => keyId))];
    if (keyIds.length === 0) return;
    const revoked = await findRevokedKeys(world.db, keyIds);
    for (const [close, { keyId }] of watchers) {
      if (revoked.has(keyId)) close("revoked");
    }
  };
  const checkNow = (): void => {
    check().catch((error: unknown) => world.log.warn({ err: error }, "the keys of streams were not checked"));
  };
  const timer = setInterval(checkNow, CHECK_KEYS_MS);
  timer.unref();
  const deafen = world.doorbell.listen(KEYS_BELL, checkNow);
  return () => {
    clearInterval(timer);
    deafen();
  };
}

function pingUntilSilent(socket: WebSocket): void {
  let isHeard = true;
  const timer = setInterval(() => {
    if (!isHeard) socket.terminate();
    isHeard = false;
    socket.ping();
  }, PING_MS);
  timer.unref();
  socket.on("pong", () => {
    isHeard = true;
  });
  socket.once("close", () => clearInterval(timer));
}
