// Sockets of the live stream, as bare as they can be: the program that measures is not to be what is measured.
import { once } from "node:events";
import { API_ROOT } from "@makima/protocol/http";
import { WebSocket } from "ws";

export type Watchers = {
  /** From now on the first one reads nothing. */
  stallFirst(): void;
  /** It reads again: only now it is told that it was cut off. */
  readFirst(): void;
  /** how many were cut off, or lost */
  closed(): number;
  close(): void;
};

/** One socket for each list of topics. Resolves when all of them are live. @param heard is told each frame as it comes, unparsed */
export async function openWatchers(
  { url, apiKey }: { url: string; apiKey: string },
  lists: readonly (readonly string[])[],
  heard: (frame: Buffer) => void,
): Promise<Watchers> {
  const address = `${url.replace(/^http/, "ws")}${API_ROOT}/stream`;
  let closed = 0;
  const sockets: WebSocket[] = [];
  // A crowd that comes at once is another measure.
  for (const topics of lists) {
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${apiKey}` } });
    socket.once("close", () => {
      closed += 1;
    });
    socket.on("error", () => socket.terminate());
    await once(socket, "open");
    const isLive = new Promise<void>((resolve) => {
      let live = 0;
      socket.on("message", (data: Buffer) => {
        if (live < topics.length && data.includes('"live":true')) live += 1;
        else heard(data);
        if (live === topics.length) resolve();
      });
    });
    for (const topic of topics) socket.send(JSON.stringify({ subscribe: topic }));
    await isLive;
    sockets.push(socket);
  }
  return {
    stallFirst: () => sockets[0]?.pause(),
    readFirst: () => sockets[0]?.resume(),
    closed: () => closed,
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}
