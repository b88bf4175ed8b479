// A TCP proxy that cuts every connection through it when it is told to, in the middle of whatever is being said.
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { listenLocally } from "./listen-locally.ts";

export type CuttingProxy = {
  /** its own address, host and port, which an HTTP server behind it has to accept as a name of its own */
  host: string;
  /** From now on it carries to this HTTP server; there is none to begin with. */
  carryTo(url: string): void;
  /** Resets all that is open; new connections are carried as before. */
  cut(): void;
  close(): Promise<void>;
};

export async function startCuttingProxy(): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let target: URL | null = null;
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    // A reset is what this is for: the other side is told by the end of its own socket.
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((near) => {
    keep(near);
    if (target === null) {
      near.destroy();
      return;
    }
    const far = createConnection({ host: target.hostname, port: Number(target.port) });
    keep(far);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.pipe(far).pipe(near);
  });
  const port = await listenLocally(server);
  const cut = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    host: `127.0.0.1:${port}`,
    carryTo: (url) => {
      target = new URL(url);
    },
    cut,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
