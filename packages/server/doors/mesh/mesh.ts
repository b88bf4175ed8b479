// The door of the daemons: one WebSocket each. A daemon proves who it is, hands over its spool under the old epochs, and only then gets new
// work.
import { API_ROOT } from "@makima/protocol/http";
import { MESH_PATH, MESH_VERSION } from "@makima/protocol/mesh";
import type { FastifyInstance } from "fastify";
import type { WebSocket } from "ws";
import type { World } from "../../world.ts";
import { DaemonLink } from "./daemon-link.ts";

/** A daemon's identity is proved on the socket itself, by its signature: no bearer is asked for. */
export function addMeshRoute(app: FastifyInstance, world: World): void {
  app.get(`${API_ROOT}${MESH_PATH}`, { websocket: true }, (socket) => acceptDaemon(world, socket));
}

/** Serves a daemon's socket until it closes. */
function acceptDaemon(world: World, socket: WebSocket): void {
  const nonce = world.ids.secret();
  const link = new DaemonLink(world, socket, nonce);
  socket.on("message", (data, isBinary) => link.hear(data, isBinary));
  socket.on("close", () => link.close());
  socket.on("error", (error) => world.log.info({ err: error }, "a daemon's socket failed"));
  link.send({ kind: "challenge", nonce, version: MESH_VERSION });
}
