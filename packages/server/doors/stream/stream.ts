// The stream door: a WebSocket on which watchers follow contracts, tasks, or all that an owner has.
import { API_ROOT } from "@makima/protocol/http";
import { STREAM_CLOSE } from "@makima/protocol/stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { findRevokedKeys, KEYS_BELL, takeStreamTicket } from "../../owners/owners.ts";
import type { Principal, World } from "../../world.ts";
import type { Authenticate } from "../http/http.ts";
import { createTails } from "./tails.ts";
import { watch } from "./watch.ts";

const STREAM_PATH = `${API_ROOT}/stream`;
const CHECK_KEYS_MS = 1_000;
/** A watcher that answers no ping within this time is gone without a word. */
const PING_MS = 30_000;

export function addStreamDoor(app: FastifyInstance, world: World, authenticate: Authenticate): void {
  const tails = createTails(world);
  const sockets = new Map<WebSocket, Principal>();
  const principals = new WeakMap<FastifyRequest, Principal>();
  app.route({
    method: "GET",
    url: STREAM_PATH,
    websocket: true,
    onRequest: async (request) => {
      const ticket = ticketOf(request);
      const principal =
        ticket === null ? await authenticate(request.headers) : await takeStreamTicket(world, ticket);
      principals.set(request, principal);
    },
    handler: (socket, request) => {
      const principal = principals.get(request);
      if (principal === undefined) throw new Error("a socket came past its authentication");
      sockets.set(socket, principal);
      socket.once("close", () => sockets.delete(socket));
      pingUntilSilent(socket);
      watch(world, { socket, principal, tails });
    },
  });
  const stop = closeRevoked(world, sockets);
  app.addHook("onClose", async () => stop());
}

/** A browser cannot send a key with a socket's request, so it has a ticket in the address. */
function ticketOf({ query }: FastifyRequest): string | null {
  const ticket = typeof query === "object" && query !== null && "ticket" in query ? query.ticket : null;
  return typeof ticket === "string" ? ticket : null;
}

/** Closes the sockets of keys that were revoked since: at once when it was done here, else within a second. */
function closeRevoked(world: World, sockets: ReadonlyMap<WebSocket, Principal>): () => void {
  const check = async (): Promise<void> => {
    const keyIds = [...new Set([...sockets.values()].map(({ keyId }) => keyId))];
    if (keyIds.length === 0) return;
    const revoked = await findRevokedKeys(world.db, keyIds);
    for (const [socket, { keyId }] of sockets) {
      if (revoked.has(keyId)) socket.close(STREAM_CLOSE.revoked, "the key was revoked");
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
