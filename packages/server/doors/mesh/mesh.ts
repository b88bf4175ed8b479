// The door of the daemons: one WebSocket each. A daemon proves who it is, hands over its spool under the old epochs, and only then gets new
// work.
import { MESH_VERSION } from "@makima/protocol/mesh";
import type { WebSocket } from "ws";
import type { World } from "../../world.ts";
import { DaemonLink } from "./daemon-link.ts";

/** Serves a daemon's socket until it closes. */
export function acceptDaemon(world: World, socket: WebSocket): void {
  const nonce = world.ids.secret();
  const link = new DaemonLink(world, socket, nonce);
  socket.on("message", (data, isBinary) => link.hear(data, isBinary));
  socket.on("close", () => link.close());
  socket.on("error", (error) => world.log.info({ err: error }, "a daemon's socket failed"));
  link.send({ kind: "challenge", nonce, version: MESH_VERSION });
}
