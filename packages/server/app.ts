// Puts the doors on one fastify instance.
import websocket from "@fastify/websocket";
import { MAX_FRAME_BYTES } from "@makima/protocol/mesh";
import { STREAM_CLOSE } from "@makima/protocol/stream";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import {
  addHttpRoutes,
  answerError,
  answerNoHttp,
  createAuthenticate,
  openHttpDoor,
} from "./doors/http/http.ts";
import { addBundleRoutes } from "./doors/mesh/bundle-routes.ts";
import { addMeshRoute } from "./doors/mesh/mesh.ts";
import { addStreamDoor } from "./doors/stream/stream.ts";
import type { RoundReport } from "./reconcilers/reconciler.ts";
import type { World } from "./world.ts";

const BODY_LIMIT_BYTES = 1_572_864;
const FRAME_LIMIT_BYTES = MAX_FRAME_BYTES;
/** For the whole of a request to arrive; an answer may take longer. */
const REQUEST_ARRIVES_MS = 30_000;
const SOCKETS_CLOSE_MS = 1_000;

/** The app is complete and listens nowhere yet. */
export async function createApp(
  world: World,
  { reports }: { reports: () => readonly RoundReport[] },
): Promise<FastifyInstance> {
  const log: FastifyBaseLogger = world.log;
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => world.ids.next(),
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_ARRIVES_MS,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    trustProxy: false,
    // Idle keep-alive connections are closed at a stop, those with a request get their answer first.
    forceCloseConnections: "idle",
    // A path that cannot be decoded never reaches a route, and what is no HTTP never becomes a request.
    frameworkErrors: (error, request, reply) => {
      reply.header("x-request-id", request.id);
      answerError(error, request, reply);
    },
    clientErrorHandler: (_error, socket) => answerNoHttp(socket, world.ids.next()),
  });
  await openHttpDoor(app, world);
  // Deflate costs many times what it saves on frames of this size, and a bomb of zeros would fit through it.
  await app.register(websocket, {
    options: { perMessageDeflate: false, maxPayload: FRAME_LIMIT_BYTES },
    preClose: (done) => {
      sendAway(app);
      done();
    },
  });
  const authenticate = createAuthenticate(world);
  addHttpRoutes(app, world, { authenticate, reports });
  addStreamDoor(app, world, authenticate);
  addMeshRoute(app, world);
  await addBundleRoutes(app, world);
  return app;
}

/** Every socket is told that the server goes, so that its other end comes back at once and not after a silence. */
function sendAway(app: FastifyInstance): void {
  for (const socket of app.websocketServer.clients) {
    socket.close(STREAM_CLOSE.goingAway, "the server stops");
    setTimeout(() => socket.terminate(), SOCKETS_CLOSE_MS).unref();
  }
}
