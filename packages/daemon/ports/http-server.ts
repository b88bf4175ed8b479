// The only place of the daemon that listens: an HTTP server on a free port of loopback.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface LoopbackServer {
  readonly port: number;
  close(): Promise<void>;
}

export function listenOnLoopback(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const server = createServer(handle);
  // A call may wait for days for a person.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("a loopback server has a port");
      resolve({
        port: address.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
