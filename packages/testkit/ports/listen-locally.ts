// Has a TCP server listen on this machine alone, at a port or at any free one.
import { once } from "node:events";
import type { Server } from "node:net";

/** Gives the port. `port` 0: any that is free. */
export async function listenLocally(server: Server, port = 0): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
