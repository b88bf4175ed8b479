// A TCP proxy for one daemon's link: besides cutting, it can hold one or both directions back, as a network does that drops packets.

import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { listenLocally } from "./listen-locally.ts";

export type HeldDirection = "to_server" | "to_daemon" | "both";

export type LinkProxy = {
  /** host and port, which the server behind it has to accept as a name of its own */
  host: string;
  carryTo(url: string): void;
  /** Resets all that is open. */
  cut(): void;
  /** Nothing passes in this direction until `release`; it is kept and passed on then. */
  hold(direction: HeldDirection): void;
  release(): void;
  close(): Promise<void>;
};

type Pair = { near: Socket; far: Socket };

export async function startLinkProxy(): Promise<LinkProxy> {
  const pairs = new Set<Pair>();
  let target: URL | null = null;
  let held: HeldDirection | null = null;
  const server = createServer((near) => {
    if (target === null) {
      near.destroy();
      return;
    }
    const far = createConnection({ host: target.hostname, port: Number(target.port) });
    const pair = { near, far };
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      // A reset is what this is for: the other side is told by the end of its own socket.
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
    if (held !== null) holdBack(pair, held);
  });
  const port = await listenLocally(server);
  const cut = (): void => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    host: `127.0.0.1:${port}`,
    carryTo: (url) => {
      target = new URL(url);
    },
    cut,
    hold: (direction) => {
      held = direction;
      for (const pair of pairs) holdBack(pair, direction);
    },
    release: () => {
      held = null;
      for (const { near, far } of pairs) near.pipe(far).pipe(near);
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}

function holdBack({ near, far }: Pair, direction: HeldDirection): void {
  if (direction !== "to_daemon") near.unpipe(far).pause();
  if (direction !== "to_server") far.unpipe(near).pause();
}
